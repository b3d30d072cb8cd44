"""RSN-50, COCO 256x192.

mmpose reports AP 72.4 on COCO val2017, without the pose refine machine.
"""
_base_ = [
    '../_base_/schedules/mspn_96k.py',
    '../_base_/datasets/coco_256x192.py',
    '../_base_/models/rsn.py'
]

default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))
