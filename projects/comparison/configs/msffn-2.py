"""MSFFN, 2 stages: heatmaps summed over the scales."""
_base_ = '_base_/mspn.py'

model = dict(
    head=dict(
        type='SummedHead',
        loss=dict(schedule='constant', kernels=(7, ), coarse_weight=1.0)))
