"""Hourglass, 4 stages, at the cost of mspn-4."""
_base_ = '../_base_/hourglass.py'

num_stages = 4
model = dict(
    neck=dict(num_stages=num_stages), head=dict(num_stages=num_stages))
