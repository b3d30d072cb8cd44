"""MSPN, 4 stages."""
_base_ = '_base_/mspn.py'

num_stages = 4
model = dict(
    neck=dict(num_stages=num_stages), head=dict(num_stages=num_stages))
