"""Pyramid stacking module (MSCM, Sec. 3.2, Figure 2c)."""

from typing import Optional

import torch
from mmcv.cnn import ConvModule
from mmengine.model import BaseModule
from torch import Tensor, nn


class PyramidStacking(BaseModule):
    """Pooling and a stride-2 convolution in parallel, concatenated.

    It halves the resolution and doubles the channels. Assumed: 3x3 windows
    and max-pooling.

    Args:
        channels: l, channels of the input; the result has 2 l.
        norm_cfg: The norm of the convolution; None: none.

    Examples:
        >>> import torch
        >>> PyramidStacking(8)(torch.zeros(2, 8, 4, 4)).shape
        torch.Size([2, 16, 2, 2])
    """

    def __init__(self, channels: int, *, norm_cfg: Optional[dict] = None):
        super().__init__()
        self.pool = nn.MaxPool2d(3, stride=2, padding=1)
        self.conv = ConvModule(
            channels, channels, 3, stride=2, padding=1, norm_cfg=norm_cfg)
        self.out_channels = 2 * channels

    def forward(self, x: Tensor) -> Tensor:
        """(B, l, H, W) -> (B, 2 l, H / 2, W / 2), rounded up."""
        return torch.cat([self.pool(x), self.conv(x)], dim=1)
