"""MSPN, 2 stages of ResNet-18, COCO 256x192.

The paper's Table 3 prints AP 71.6 for it on COCO minival.
"""
_base_ = [
    '../_base_/schedules/mspn_96k.py',
    '../_base_/datasets/coco_256x192.py',
    '../_base_/models/mspn.py'
]

num_stages = 2
encoder = dict(
    depth=18, init_cfg=dict(checkpoint='torchvision://resnet18'))
model = dict(
    backbone=encoder,
    neck=dict(
        in_channels=(64, 128, 256, 512),
        num_stages=num_stages,
        encoder=encoder),
    head=dict(num_stages=num_stages))
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))
