"""MSCM, 4 stages, at half its width."""
_base_ = ['_base_/study.py', '../../../configs/_base_/models/mscm.py']

keypoints = 17
model = dict(
    backbone=dict(channels=16),
    neck=dict(
        in_channels=(16, 128),
        out_channels=keypoints,
        squeeze=32,
        expand=32,
        dilated=32),
    head=dict(
        in_channels=keypoints,
        out_channels=keypoints),
    test_cfg=dict(flip_test=True))
codec = dict(stride=8)
