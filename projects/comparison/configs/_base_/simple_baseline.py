# SimpleBaseline (EFAFNet's baseline) on ResNet-50 at a quarter of its width.
_base_ = ['study.py', '../../../../configs/_base_/models/simple_baseline.py']

width = 16
model = dict(
    backbone=dict(stem_channels=width, base_channels=width, init_cfg=None),
    neck=dict(in_channels=(32 * width, )),
    head=dict(
        in_channels=32 * width,
        predictor=dict(channels=4 * width)))
