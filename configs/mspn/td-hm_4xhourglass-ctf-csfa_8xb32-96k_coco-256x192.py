"""Hourglass, 4 stages, with coarse-to-fine supervision and cross-stage
aggregation.

MSPN's Table 4 prints AP 73.0 for it on COCO minival.
"""
_base_ = [
    '../_base_/schedules/mspn_96k.py',
    '../_base_/datasets/coco_256x192.py',
    '../_base_/models/hourglass.py'
]

num_stages = 4
model = dict(
    neck=dict(
        aggregation=dict(type='CrossStageAggregation'),
        num_stages=num_stages),
    head=dict(
        num_stages=num_stages,
        strides=(4, 8, 16, 32),
        loss=dict(schedule='coarse_to_fine')))
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))
