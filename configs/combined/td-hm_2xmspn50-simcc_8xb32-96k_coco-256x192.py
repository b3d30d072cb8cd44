"""MSPN, 2 stages of ResNet-50; coordinates by classification after stage 2."""
_base_ = [
    '../_base_/schedules/mspn_96k.py',
    '../_base_/datasets/coco_256x192.py',
    '../_base_/models/mspn.py'
]

num_stages = 2
model = dict(
    neck=dict(num_stages=num_stages),
    head=dict(
        type='MultiStageSimCCHead',
        num_stages=num_stages,
        classification_weight=100.))
codec = dict(type='SimCCMultiStageHeatmap')
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))
