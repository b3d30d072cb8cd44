"""MSPN, 2 stages of ResNet-18, COCO 256x192.

The paper's Table 3 prints AP 71.6 for it on COCO minival.
"""
_base_ = [
    '../_base_/schedules/mspn_96k.py',
    '../_base_/datasets/coco_256x192.py',
    '../_base_/models/mspn18_2x.py'
]

default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))
