"""EfficientNet-Lite0 from ImageNet's weights (tools.efficientnet_lite)."""
_base_ = 'random.py'

model = dict(
    backbone=dict(
        init_cfg=dict(
            type='Pretrained', checkpoint='work_dirs/efficientnet-lite0.pth')))
optim_wrapper = dict(
    paramwise_cfg=dict(custom_keys=dict(backbone=dict(lr_mult=0.4))))
