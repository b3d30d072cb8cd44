"""MSPN, 4 stages of ResNet-50, MPII, as the official code has it.

Its README prints PCKh 91.1 on val.
"""
_base_ = [
    '../_base_/schedules/mspn_mpii_29k.py',
    '../_base_/datasets/mpii_official_256x256.py', '../_base_/models/mspn.py'
]

num_stages = 4
model = dict(
    neck=dict(num_stages=num_stages),
    head=dict(out_channels=16, num_stages=num_stages))
default_hooks = dict(checkpoint=dict(save_best='PCK', rule='greater'))
