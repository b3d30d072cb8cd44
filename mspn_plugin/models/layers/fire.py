"""Convolution modules of MSCM's stages (Sec. 3.3)."""

from functools import partial
from typing import Optional, Sequence

import torch
from mmcv.cnn import ConvModule
from mmengine.model import BaseModule, ModuleList
from torch import Tensor


class Fire(BaseModule):
    """SqueezeNet's fire module: squeeze with 1x1, expand with 1x1 and 3x3.

    Args:
        in_channels: Channels of the input.
        squeeze: Channels of the squeezed map.
        expand: Channels of each of the two expansions; the result has
            ``out_channels``, twice as many.
        norm_cfg: The norm of every convolution; None: none.
    """

    def __init__(self,
                 in_channels: int,
                 squeeze: int,
                 expand: int,
                 *,
                 norm_cfg: Optional[dict] = None):
        super().__init__()
        conv = partial(ConvModule, norm_cfg=norm_cfg)
        self.squeeze = conv(in_channels, squeeze, 1)
        self.point = conv(squeeze, expand, 1)
        self.area = conv(squeeze, expand, 3, padding=1)
        self.out_channels = 2 * expand

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, 2 * expand, H, W)."""
        x = self.squeeze(x)
        return torch.cat([self.point(x), self.area(x)], dim=1)


class FireModule(BaseModule):
    """MSCM's variant (Figure 4): two fires, the second with a bypass.

    ``y = fire_1(x)``; the result concatenates ``y`` and ``fire_2(y)``.

    Args:
        in_channels: Channels of the input.
        squeeze: As in :class:`Fire`, for both.
        expand: As in :class:`Fire`, for both.
        norm_cfg: The norm of every convolution; None: none.
    """

    def __init__(self,
                 in_channels: int,
                 squeeze: int,
                 expand: int,
                 *,
                 norm_cfg: Optional[dict] = None):
        super().__init__()
        self.first = Fire(in_channels, squeeze, expand, norm_cfg=norm_cfg)
        self.second = Fire(
            self.first.out_channels, squeeze, expand, norm_cfg=norm_cfg)
        self.out_channels = 2 * self.first.out_channels

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, 4 * expand, H, W)."""
        x = self.first(x)
        return torch.cat([x, self.second(x)], dim=1)


class DilationModule(BaseModule):
    """Parallel dilated 3x3 convolutions, concatenated with their input.

    Source: MSCM, Figure 5.

    Args:
        in_channels: C, channels of the input.
        channels: Channels of each convolution.
        dilations: Dilation of each convolution.
        norm_cfg: The norm of every convolution; None: none.
    """

    def __init__(self,
                 in_channels: int,
                 channels: int,
                 *,
                 dilations: Sequence[int] = (1, 2, 3, 4),
                 norm_cfg: Optional[dict] = None):
        super().__init__()
        self.convs = ModuleList(
            ConvModule(
                in_channels,
                channels,
                3,
                padding=d,
                dilation=d,
                norm_cfg=norm_cfg) for d in dilations)
        self.out_channels = in_channels + channels * len(dilations)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C + channels * len(dilations), H, W)."""
        return torch.cat([x, *(conv(x) for conv in self.convs)], dim=1)
