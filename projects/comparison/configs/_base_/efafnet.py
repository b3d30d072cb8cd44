# EFAFNet on ResNet-50 at a quarter of its width, without OHKM.
_base_ = ['study.py', '../../../../configs/_base_/models/efafnet.py']

width = 16
model = dict(
    backbone=dict(
        stem_channels=width,
        base_channels=width,
        fasm=dict(split_channels=8),
        init_cfg=None),
    neck=dict(
        in_channels=(4 * width, 8 * width, 16 * width, 32 * width),
        channels=4 * width),
    head=dict(
        in_channels=4 * width,
        loss=dict(topk=None)))
