"""Random weights: EfficientNet-Lite0, with the cost of MobileNetV2."""
_base_ = 'movenet.py'

load_from = None
model = dict(
    backbone=dict(
        name='tf_efficientnet_lite0',
        layers=('blocks.1', 'blocks.2', 'blocks.4', 'bn2'),
        fold=False),
    neck=dict(in_channels=(24, 40, 112, 1280)))
# Nothing is pretrained: no part has a lower rate.
optim_wrapper = dict(
    paramwise_cfg=dict(
        custom_keys={
            'backbone': dict(lr_mult=1.),
            'neck.decoders.0': dict(lr_mult=1.)
        }))
