"""BaseNet: MSPN, 2 stages, without aggregation and coarse-to-fine."""
_base_ = '../_base_/mspn.py'

model = dict(
    neck=dict(aggregation=dict(type='StageHandoff')),
    head=dict(strides=(4, ), loss=dict(schedule='constant')))
