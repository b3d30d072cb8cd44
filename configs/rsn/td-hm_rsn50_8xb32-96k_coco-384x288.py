"""RSN-50, COCO 384x288."""
_base_ = [
    '../_base_/schedules/mspn_96k.py',
    '../_base_/datasets/coco_384x288.py',
    '../_base_/models/rsn.py'
]

default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))
