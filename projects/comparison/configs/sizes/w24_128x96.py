"""mspn-2.py on pictures twice as large, and half as wide again."""
_base_ = 'w16_128x96.py'

width = 24
model = dict(
    backbone=dict(stem_channels=width, base_channels=width),
    neck=dict(
        in_channels=(width, 2 * width, 4 * width, 8 * width),
        handoff_channels=width,
        encoder=dict(base_channels=width),
        decoder=dict(channels=2 * width)),
    head=dict(in_channels=2 * width))
