"""Two small MSPN stages that train on rendered people in minutes.

    mim train mmpose configs/mspn/quickstart.py
"""
_base_ = [
    '../_base_/schedules/small.py',
    '../_base_/datasets/rendered_people_128x96.py',
    '../_base_/models/mspn_small.py'
]

model = dict(head=dict(decoder=_base_.codec))
default_hooks = dict(
    checkpoint=dict(interval=1, max_keep_ckpts=1), logger=dict(interval=20))
