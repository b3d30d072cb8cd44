"""MSPN, 1 stage of ResNet-101, COCO 256x192.

The paper's Table 1 prints AP 73.1 for it on COCO minival.
"""
_base_ = [
    '../_base_/schedules/mspn_96k.py',
    '../_base_/datasets/coco_256x192.py',
    '../_base_/models/mspn.py'
]

model = dict(
    backbone=dict(
        depth=101, init_cfg=dict(checkpoint='torchvision://resnet101')))
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))
