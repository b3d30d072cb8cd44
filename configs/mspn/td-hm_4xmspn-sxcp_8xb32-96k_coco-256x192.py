"""MSPN, 4 stages of a small Xception, COCO 256x192.

The paper's Table 3 prints AP 74.7 for it on COCO minival.
"""
_base_ = [
    '../_base_/schedules/mspn_96k.py',
    '../_base_/datasets/coco_256x192.py',
    '../_base_/models/mspn.py'
]

num_stages, channels = 4, (96, 192, 384, 768)
encoder = dict(
    type='XceptionEncoder', channels=channels, blocks=(2, 3, 4, 2))
model = dict(
    backbone=dict(
        _delete_=True,
        type='EncoderBackbone',
        stem=dict(type='ConvStem', kernel_size=3),
        encoder=encoder),
    neck=dict(
        in_channels=channels,
        num_stages=num_stages,
        encoder=dict(_delete_=True, **encoder)),
    head=dict(num_stages=num_stages))
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))
