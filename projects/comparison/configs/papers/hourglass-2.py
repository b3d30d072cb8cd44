"""Hourglass, 2 stages, at the cost of mspn-2."""
_base_ = '../_base_/hourglass.py'

num_stages = 2
model = dict(
    neck=dict(num_stages=num_stages), head=dict(num_stages=num_stages))
