"""Decoder of a stage: ``decode(down) -> Pyramid``."""

from functools import partial
from typing import Optional, Sequence

import torch.nn.functional as F
from mmcv.cnn import ConvModule
from mmengine.model import BaseModule, ModuleList
from mmpose.registry import MODELS
from torch import Tensor

from ..contracts import Pyramid


@MODELS.register_module()
class GlobalNetDecoder(BaseModule):
    """Decoder of a U-shape, CPN's GlobalNet (MSPN, Sec. 3.1, Figure 2).

    ``up_i = relu(lateral_i(down_i) + raise_i(bilinear(up_{i+1})))``. Every
    resolution has the same small number of channels: a decoder can hardly
    recover information that the encoder has lost.

    Args:
        in_channels: Channels of each map of ``down``, finest first.
        channels: Channels of each map of the result.
        norm_cfg: The norm of every convolution.

    Examples:
        >>> import torch
        >>> decode = GlobalNetDecoder((8, 16), channels=4)
        >>> maps = torch.zeros(2, 8, 4, 4), torch.zeros(2, 16, 2, 2)
        >>> [tuple(x.shape) for x in decode(maps)]
        [(2, 4, 4, 4), (2, 4, 2, 2)]
    """

    def __init__(self,
                 in_channels: Sequence[int],
                 *,
                 channels: int = 256,
                 norm_cfg: Optional[dict] = None,
                 init_cfg: Optional[dict] = None):
        super().__init__(init_cfg)
        self.out_channels = (channels, ) * len(in_channels)
        conv = partial(
            ConvModule,
            kernel_size=1,
            norm_cfg=norm_cfg or dict(type='BN'),
            act_cfg=None)
        self.laterals = ModuleList(conv(c, channels) for c in in_channels)
        self.raises = ModuleList(
            conv(channels, channels) for _ in in_channels[1:])

    def forward(self, down: Pyramid) -> Pyramid:
        """Decode ``down`` (finest first) into maps of the same strides."""
        *finer, coarsest = [
            lateral(x) for lateral, x in zip(self.laterals, down)
        ]
        up = [F.relu(coarsest)]
        for lateral, conv in zip(finer[::-1], self.raises[::-1]):
            up.append(F.relu(lateral + self._raise(conv, up[-1], lateral)))
        return tuple(up[::-1])

    @staticmethod
    def _raise(conv: ConvModule, x: Tensor, like: Tensor) -> Tensor:
        # Interpolation is linear and its weights sum to 1, so it commutes
        # with a 1x1 convolution. The convolution comes first: a quarter of
        # the operations. The norm comes last: training normalises the finer
        # map.
        raised = _resize_like(conv.conv(x), like)
        return raised if conv.norm is None else conv.norm(raised)


def _resize_like(x: Tensor, like: Tensor) -> Tensor:
    return F.interpolate(
        x, size=like.shape[2:], mode='bilinear', align_corners=True)
