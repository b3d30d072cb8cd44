"""MSPN, 2 stages of ResNet-18, 17 keypoints of animals, 256x256."""
_base_ = [
    '../_base_/schedules/mspn_mpii_29k.py',
    '../_base_/datasets/animals_256x256.py', '../_base_/models/mspn18_2x.py'
]

default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))
