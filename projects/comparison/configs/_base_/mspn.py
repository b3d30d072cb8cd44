# Two stages of ResNet-18 with a quarter of its width.
_base_ = ['study.py', '../../../../configs/_base_/models/mspn_small.py']

width = 16
model = dict(
    backbone=dict(stem_channels=width, base_channels=width),
    neck=dict(
        in_channels=(width, 2 * width, 4 * width, 8 * width),
        handoff_channels=width,
        encoder=dict(base_channels=width),
        decoder=dict(channels=2 * width)),
    head=dict(in_channels=2 * width))
