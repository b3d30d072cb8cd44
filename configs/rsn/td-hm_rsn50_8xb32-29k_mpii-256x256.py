"""RSN-50, MPII 256x256."""
_base_ = [
    '../_base_/schedules/mspn_mpii_29k.py',
    '../_base_/datasets/mpii_256x256.py',
    '../_base_/models/rsn.py'
]

model = dict(
    head=dict(out_channels=16))
default_hooks = dict(checkpoint=dict(save_best='PCK', rule='greater'))
