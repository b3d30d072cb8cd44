"""EFAFNet on ResNet-50, COCO 256x256.

The paper's Table XI prints AP 73.1 for it on COCO minival.
"""
_base_ = [
    '../_base_/schedules/efafnet_150e.py',
    '../_base_/datasets/coco_plain_256x256.py',
    '../_base_/models/efafnet.py'
]

default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))
