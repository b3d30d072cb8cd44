"""mspn-2.py with 1.5 times the width."""
_base_ = '../_base_/mspn.py'

width = 24
model = dict(
    backbone=dict(stem_channels=width, base_channels=width),
    neck=dict(
        in_channels=(width, 2 * width, 4 * width, 8 * width),
        handoff_channels=width,
        encoder=dict(base_channels=width),
        decoder=dict(channels=2 * width)),
    head=dict(in_channels=2 * width))
