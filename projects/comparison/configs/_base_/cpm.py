# CPM, 3 stages, an eighth as wide: the baseline of MSCM's pilot study.
_base_ = ['study.py', '../../../../configs/_base_/models/cpm.py']

keypoints, num_stages = 17, 3
model = dict(
    backbone=dict(
        out_channels=keypoints,
        stem_channels=16,
        feat_channels=24,
        middle_channels=12),
    neck=dict(in_channels=(keypoints, ) * num_stages),
    head=dict(in_channels=keypoints, out_channels=keypoints),
    test_cfg=dict(flip_test=True))
codec = dict(stride=8)
