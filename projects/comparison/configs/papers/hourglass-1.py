"""Hourglass, 1 stage, at the cost of mspn-1."""
_base_ = '../_base_/hourglass.py'

num_stages = 1
model = dict(
    neck=dict(num_stages=num_stages), head=dict(num_stages=num_stages))
