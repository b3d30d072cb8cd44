"""RSN-18, COCO 384x288."""
_base_ = [
    '../_base_/schedules/mspn_96k.py',
    '../_base_/datasets/coco_384x288.py',
    '../_base_/models/rsn.py'
]

model = dict(
    backbone=dict(depth=18),
    neck=dict(encoder=dict(depth=18)))
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))
