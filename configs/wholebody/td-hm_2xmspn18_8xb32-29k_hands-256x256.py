"""MSPN, 2 stages of ResNet-18, 21 keypoints of hands, 256x256."""
_base_ = [
    '../_base_/schedules/mspn_mpii_29k.py',
    '../_base_/datasets/hands_256x256.py', '../_base_/models/mspn18_2x.py'
]

model = dict(head=dict(out_channels=21))
default_hooks = dict(checkpoint=dict(save_best='AUC', rule='greater'))
