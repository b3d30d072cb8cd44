"""MSPN, 4 stages of ResNet-50, 133 keypoints of COCO-WholeBody, 256x192."""
_base_ = [
    '../_base_/schedules/mspn_96k.py',
    '../_base_/datasets/wholebody_256x192.py',
    '../_base_/models/mspn_wholebody.py'
]

num_stages = 4
model = dict(
    neck=dict(num_stages=num_stages),
    head=dict(num_stages=num_stages))
default_hooks = dict(
    checkpoint=dict(save_best='coco-wholebody/AP', rule='greater'))
