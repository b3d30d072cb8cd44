"""BaseNet: MSPN, 2 stages, without coarse-to-fine and aggregation.

The paper's Table 4 prints AP 73.3 for it on COCO minival.
"""
_base_ = [
    '../_base_/schedules/mspn_96k.py',
    '../_base_/datasets/coco_256x192.py',
    '../_base_/models/mspn.py'
]

num_stages = 2
model = dict(
    neck=dict(
        num_stages=num_stages, aggregation=dict(type='StageHandoff')),
    head=dict(
        num_stages=num_stages,
        strides=(4, ),
        loss=dict(schedule='constant')))
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))
