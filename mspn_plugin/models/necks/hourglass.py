"""Encoder and decoder of an hourglass (MSPN, Tables 2 and 4)."""

from typing import Optional, Sequence

import torch.nn.functional as F
from mmengine.model import BaseModule, ModuleList
from mmpose.registry import MODELS
from torch import Tensor, nn

from ..contracts import Pyramid
from ..layers import hourglass_block
from .encoders import UnitEncoder


@MODELS.register_module()
class HourglassEncoder(UnitEncoder):
    """One block per resolution, with pooling between them.

    mmpose's ``HourglassModule`` is a recursion over encoder and decoder and
    returns only its last map; cross-stage aggregation needs all maps.

    Args:
        in_channels: Channels of ``x``.
        channels: Channels of each unit: five times 256 in Newell's first
            hourglass, 256, 386, 512, 768 in the variant of MSPN (Sec. 3.1).
        block: 'residual' (a bottleneck) or 'conv' (one 3x3 convolution).
        norm_cfg: The norm of every convolution.

    Raises:
        ValueError: An unknown block.
    """

    def __init__(self,
                 in_channels: int,
                 *,
                 channels: Sequence[int] = (256, ) * 4,
                 block: str = 'residual',
                 norm_cfg: Optional[dict] = None,
                 init_cfg: Optional[dict] = None):
        make = hourglass_block(block, norm_cfg)
        same = in_channels == channels[0]
        units = [nn.Identity() if same else make(in_channels, channels[0])]
        units += [
            nn.Sequential(nn.MaxPool2d(2, ceil_mode=True), make(a, b))
            for a, b in zip(channels, channels[1:])
        ]
        super().__init__(units, channels, init_cfg)


@MODELS.register_module()
class HourglassDecoder(BaseModule):
    """Two blocks per resolution, with nearest-neighbour upsampling.

    ``up_i = lateral_i(down_i) + nearest(raise_i(up_{i+1}))``, and one more
    residual block at the finest map. Each map has the channels of the
    encoder's map.

    Args:
        in_channels: Channels of each map of ``down``, finest first.
        block: 'residual' or 'conv'.
        norm_cfg: The norm of every convolution.

    Raises:
        ValueError: An unknown block.
    """

    def __init__(self,
                 in_channels: Sequence[int],
                 *,
                 block: str = 'residual',
                 norm_cfg: Optional[dict] = None,
                 init_cfg: Optional[dict] = None):
        super().__init__(init_cfg)
        make = hourglass_block(block, norm_cfg)
        self.out_channels = tuple(in_channels)
        self.laterals = ModuleList(make(c, c) for c in in_channels)
        self.raises = ModuleList(
            make(b, a) for a, b in zip(in_channels, in_channels[1:]))
        residual = hourglass_block('residual', norm_cfg)
        self.last = residual(in_channels[0], in_channels[0])

    def forward(self, down: Pyramid) -> Pyramid:
        """Decode ``down`` (finest first) into maps of the same strides."""
        *finer, coarsest = [
            lateral(x) for lateral, x in zip(self.laterals, down)
        ]
        up = [coarsest]
        for lateral, raise_ in zip(finer[::-1], self.raises[::-1]):
            up.append(lateral + _nearest(raise_(up[-1]), lateral))
        return (self.last(up[-1]), *up[-2::-1])


def _nearest(x: Tensor, like: Tensor) -> Tensor:
    return F.interpolate(x, size=like.shape[2:], mode='nearest')
