"""MobileNetV2 of width 1.75, which timm does not list."""

from functools import partial

from torch import nn


def mobilenetv2_175(pretrained: bool = False, **options) -> nn.Module:
    """timm's network with 1.75 times the channels, except the last 1,280.

    Sandler et al., CVPR 2018, Table 2; the backbone of MoveNet Thunder.

    Args:
        pretrained: Must be False.
        options: Arguments of timm's ``EfficientNet``, such as ``pad_type``.

    Raises:
        ImportError: timm is not installed.
        ValueError: ``pretrained`` or ``features_only`` is true.
    """
    from timm.models._efficientnet_builder import (
        decode_arch_def,
        round_channels,
    )
    from timm.models.efficientnet import EfficientNet
    if pretrained:
        raise ValueError('timm has no weights of mobilenetv2_175: load a '
                         'file with init_cfg or load_from.')
    if options.pop('features_only', False):
        raise ValueError("mobilenetv2_175 needs layers=(...), such as "
                         "('blocks.1', 'blocks.2', 'blocks.3', 'bn2').")
    return EfficientNet(
        block_args=decode_arch_def([
            ['ds_r1_k3_s1_c16'],
            ['ir_r2_k3_s2_e6_c24'],
            ['ir_r3_k3_s2_e6_c32'],
            ['ir_r4_k3_s2_e6_c64'],
            ['ir_r3_k3_s1_e6_c96'],
            ['ir_r3_k3_s2_e6_c160'],
            ['ir_r1_k3_s1_e6_c320'],
        ]),
        num_features=1280,
        act_layer=nn.ReLU6,
        round_chs_fn=partial(round_channels, multiplier=1.75),
        **options)
