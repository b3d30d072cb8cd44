"""MSPN, 4 stages of ResNet-50, COCO 384x288.

The paper's Table 7 prints AP 76.1 for it on COCO test-dev.
"""
_base_ = [
    '../_base_/schedules/mspn_96k.py', '../_base_/datasets/coco_384x288.py',
    '../_base_/models/mspn.py'
]

num_stages = 4
model = dict(
    neck=dict(num_stages=num_stages),
    head=dict(num_stages=num_stages))
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))
