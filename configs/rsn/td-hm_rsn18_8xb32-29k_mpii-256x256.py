"""RSN-18, MPII 256x256."""
_base_ = [
    '../_base_/schedules/mspn_mpii_29k.py',
    '../_base_/datasets/mpii_256x256.py',
    '../_base_/models/rsn.py'
]

model = dict(
    backbone=dict(depth=18),
    neck=dict(encoder=dict(depth=18)),
    head=dict(out_channels=16))
default_hooks = dict(checkpoint=dict(save_best='PCK', rule='greater'))
