"""MSPN, 1 stage of ResNet-254, COCO 256x192.

The paper's Table 1 prints AP 74.0 for it on COCO minival.
"""
_base_ = [
    '../_base_/schedules/mspn_96k.py',
    '../_base_/datasets/coco_256x192.py',
    '../_base_/models/mspn.py'
]

model = dict(
    backbone=dict(type='ExtendedResNet', depth=254, init_cfg=None))
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))
