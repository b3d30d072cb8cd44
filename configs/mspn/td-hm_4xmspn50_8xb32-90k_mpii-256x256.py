"""MSPN, 4 stages of ResNet-50, MPII, at the printed rate.

Sec. 4.2 prints one schedule for both data sets: 90k iterations, 5e-4.
"""
_base_ = [
    '../_base_/schedules/mspn_90k.py', '../_base_/datasets/mpii_256x256.py',
    '../_base_/models/mspn.py'
]

num_stages = 4
model = dict(
    neck=dict(num_stages=num_stages),
    head=dict(out_channels=16, num_stages=num_stages))
default_hooks = dict(checkpoint=dict(save_best='PCK', rule='greater'))
