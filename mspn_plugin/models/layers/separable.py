"""Depthwise separable convolution, as MoveNet's way up and heads have it."""

from typing import Optional

from mmcv.cnn import ConvModule
from torch import nn


def separable_conv(in_channels: int,
                   out_channels: int,
                   *,
                   norm_cfg: Optional[dict] = None) -> nn.Sequential:
    """3x3 depthwise, without norm or activation, then 1x1, norm, ReLU.

    mmcv's ``DepthwiseSeparableConvModule`` without a bias at the depthwise
    convolution, for which the pointwise one has its own.

    Args:
        in_channels: Channels of the input.
        out_channels: Channels of the result.
        norm_cfg: Of the 1x1 convolution; None: a bias instead.
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
