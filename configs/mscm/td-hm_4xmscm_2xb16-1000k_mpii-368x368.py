"""MSCM, 4 stages, MPII.

The paper prints PCKh 89.5 for it on the test set (Sec. 4.4).
"""
_base_ = [
    '../_base_/schedules/mscm_1000k.py',
    '../_base_/datasets/mpii_plain_368x368.py',
    '../_base_/models/mscm.py'
]

keypoints = 16
model = dict(
    neck=dict(out_channels=keypoints),
    head=dict(
        in_channels=keypoints,
        out_channels=keypoints))
train_dataloader = dict(batch_size=16)
default_hooks = dict(checkpoint=dict(save_best='PCK', rule='greater'))
