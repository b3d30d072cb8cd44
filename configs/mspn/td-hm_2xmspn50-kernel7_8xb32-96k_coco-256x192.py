"""MSPN, 2 stages of ResNet-50, equal kernels in both stages: setting 1.

The paper's Table 5 prints AP 74.2 for it on COCO minival.
"""
_base_ = [
    '../_base_/schedules/mspn_96k.py',
    '../_base_/datasets/coco_256x192.py',
    '../_base_/models/mspn.py'
]

num_stages = 2
model = dict(
    neck=dict(num_stages=num_stages),
    head=dict(
        num_stages=num_stages,
        loss=dict(schedule=((7, 9, 11, 15), ) * num_stages)))
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))
