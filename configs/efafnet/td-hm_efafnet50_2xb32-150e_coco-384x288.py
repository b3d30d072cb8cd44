"""EFAFNet on ResNet-50, COCO 384x288.

The paper's Table II prints AP 73.8 for it on COCO test-dev.
"""
_base_ = [
    '../_base_/schedules/efafnet_150e.py',
    '../_base_/datasets/coco_plain_384x288.py',
    '../_base_/models/efafnet.py'
]

default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))
