"""EFAFNet on ResNet-152, COCO 256x192.

The paper's Table II prints AP 74.2 for it on COCO test-dev.
"""
_base_ = [
    '../_base_/schedules/efafnet_150e.py',
    '../_base_/datasets/coco_plain_256x192.py',
    '../_base_/models/efafnet.py'
]

model = dict(
    backbone=dict(
        depth=152, init_cfg=dict(checkpoint='torchvision://resnet152')))
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))
