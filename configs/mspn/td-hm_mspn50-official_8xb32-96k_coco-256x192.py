"""MSPN, 1 stage of ResNet-50, COCO 256x192, as the official code has it.

Schedule, keypoints that count, targets, crops and scores; the README says
what still differs.
"""
_base_ = [
    '../_base_/schedules/mspn_96k.py',
    '../_base_/datasets/coco_official_256x192.py',
    '../_base_/models/mspn.py'
]

num_stages = 1
model = dict(
    neck=dict(num_stages=num_stages),
    head=dict(num_stages=num_stages, loss=dict(hidden='background')))
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))
