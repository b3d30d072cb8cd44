"""A light decoder: a feature pyramid of depthwise separable convolutions."""

from typing import Optional, Sequence

import torch.nn.functional as F
from mmengine.model import BaseModule, ModuleList
from mmpose.registry import MODELS
from torch import nn

from ..contracts import Pyramid
from ..layers.separable import separable_conv


@MODELS.register_module()
class SeparableDecoder(BaseModule):
    """MoveNet's decoder, for light stages.

    ``up_i = separable_i(lateral_i(down_i) + bilinear(up_{i+1}))``. Finer maps
    have fewer channels, because they cost most.

    Args:
        in_channels: Channels of each map of ``down``, finest first.
        channels: Channels of each map of the result, finest first.
        norm_cfg: The norm of the separable convolutions; None: they have a
            bias.

    Raises:
        ValueError: ``channels`` and ``in_channels`` differ in length.
    """

    def __init__(self,
                 in_channels: Sequence[int],
                 *,
                 channels: Sequence[int] = (24, 24, 32, 64),
                 norm_cfg: Optional[dict] = None,
                 init_cfg: Optional[dict] = None):
        super().__init__(init_cfg)
        if len(channels) != len(in_channels):
            raise ValueError(
                f'SeparableDecoder has channels={tuple(channels)} for '
                f'{len(in_channels)} maps.')
        self.out_channels = tuple(channels)
        sums = (*channels[1:], channels[-1])  # channels of the coarser map
        self.laterals = ModuleList(
            nn.Conv2d(a, b, 1) for a, b in zip(in_channels, sums))
        self.convs = ModuleList(
            separable_conv(a, b, norm_cfg=norm_cfg)
            for a, b in zip(sums[:-1], channels[:-1]))

    def forward(self, down: Pyramid) -> Pyramid:
        """Decode ``down`` (finest first) into maps of the same strides."""
        *finer, coarsest = [
            lateral(x) for lateral, x in zip(self.laterals, down)
        ]
        up = [coarsest]
        for x, conv in zip(finer[::-1], self.convs[::-1]):
            raised = F.interpolate(
                up[-1], size=x.shape[2:], mode='bilinear', align_corners=False)
            up.append(conv(x + raised))
        return tuple(up[::-1])
