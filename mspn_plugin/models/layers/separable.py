"""Depthwise separable convolution of MoveNet's decoder and heads."""

from typing import Optional

from mmcv.cnn import ConvModule
from torch import nn


def separable_conv(in_channels: int,
                   out_channels: int,
                   *,
                   norm_cfg: Optional[dict] = None) -> nn.Sequential:
    """3x3 depthwise, without norm or activation, then 1x1, norm, ReLU.

    It is mmcv's ``DepthwiseSeparableConvModule`` without the bias of the
    depthwise convolution.

    Args:
        in_channels: Channels of the input.
        out_channels: Channels of the result.
        norm_cfg: The norm of the 1x1 convolution; None: a bias instead.
    """
    return nn.Sequential(
        nn.Conv2d(
            in_channels,
            in_channels,
            3,
            padding=1,
            groups=in_channels,
            bias=False),
        ConvModule(in_channels, out_channels, 1, norm_cfg=norm_cfg))
