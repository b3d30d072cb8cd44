"""MSPN, 1 stage."""
_base_ = '_base_/mspn.py'

num_stages = 1
model = dict(
    neck=dict(num_stages=num_stages), head=dict(num_stages=num_stages))
