"""CPM of 6 stages, to which MSCM is compared (Tables 1, 4 to 6), MPII.

31.2 M parameters. The paper prints PCKh 88.5 for it on the test set.
"""
_base_ = [
    '../_base_/schedules/mscm_1000k.py',
    '../_base_/datasets/mpii_plain_368x368.py', '../_base_/models/cpm.py'
]

keypoints, num_stages = 16, 6
model = dict(
    backbone=dict(out_channels=keypoints, num_stages=num_stages),
    neck=dict(in_channels=(keypoints, ) * num_stages),
    head=dict(
        in_channels=keypoints,
        out_channels=keypoints,
        num_stages=num_stages))
train_dataloader = dict(batch_size=16)
default_hooks = dict(checkpoint=dict(save_best='PCK', rule='greater'))
