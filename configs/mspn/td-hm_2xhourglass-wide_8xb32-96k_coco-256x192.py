"""Hourglass with more channels at coarse maps, 2 stages, COCO 256x192.

MSPN, Sec. 3.1 and Table 2: AP 71.7 on COCO minival. 3x3 convolutions instead
of residual blocks, which give the 15.4 G printed there.
"""
_base_ = [
    '../_base_/schedules/mspn_96k.py',
    '../_base_/datasets/coco_256x192.py',
    '../_base_/models/hourglass.py'
]

num_stages, channels, block = 2, (256, 386, 512, 768), 'conv'
encoder = dict(channels=channels, block=block)
model = dict(
    backbone=dict(stem=dict(block=block, blocks=3), encoder=encoder),
    neck=dict(
        num_stages=num_stages,
        in_channels=channels,
        encoder=encoder,
        decoder=dict(block=block)),
    head=dict(
        num_stages=num_stages, in_channels=(17, *channels[1:])))
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))
