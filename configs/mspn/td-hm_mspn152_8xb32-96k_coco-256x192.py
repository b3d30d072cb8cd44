"""MSPN, 1 stage of ResNet-152, COCO 256x192.

The paper's Table 1 prints AP 73.6 for it on COCO minival.
"""
_base_ = [
    '../_base_/schedules/mspn_96k.py',
    '../_base_/datasets/coco_256x192.py',
    '../_base_/models/mspn.py'
]

model = dict(
    backbone=dict(
        depth=152, init_cfg=dict(checkpoint='torchvision://resnet152')))
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))
