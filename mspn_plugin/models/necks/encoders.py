"""The way down of stages 2..T: ``encode(x, skips) -> Pyramid``.

An encoder is units, one a resolution; after unit ``i`` it adds ``skips[i]``
(MSPN, Sec. 3.2, Figure 3). Without skips it is a backbone's way down.
"""

from typing import Iterable, Optional, Sequence

from mmengine.model import BaseModule
from mmpose.registry import MODELS
from torch import Tensor, nn

from ..backbones import ExtendedResNet
from ..contracts import Pyramid

Skips = Optional[Sequence[Optional[Tensor]]]


def encode_units(units: Iterable[nn.Module], x: Tensor,
                 skips: Skips) -> Pyramid:
    """Every unit in turn, its skip added to what goes on and comes out."""
    units = tuple(units)
    down = []
    for unit, skip in zip(units, skips or (None, ) * len(units)):
        x = unit(x)
        if skip is not None:
            x = x + skip
        down.append(x)
    return tuple(down)


class UnitEncoder(BaseModule):
    """An encoder whose units are all there is to it.

    Args:
        units: One a resolution, finest first.
        out_channels: Channels after each of them.
    """

    def __init__(self,
                 units: Iterable[nn.Module],
                 out_channels: Sequence[int],
                 init_cfg: Optional[dict] = None):
        super().__init__(init_cfg)
        self.units = nn.Sequential(*units)
        self.out_channels = tuple(out_channels)

    def forward(self, x: Tensor, skips: Skips = None) -> Pyramid:
        """Encode ``x`` (B, C, H, W), its first map as large or smaller."""
        return encode_units(self.units, x, skips)


@MODELS.register_module()
class ResNetEncoder(ExtendedResNet):
    """mmpose's ResNet without its stem, open to cross-stage skips.

    Its units are ``layer1`` to ``layer4``. Parameters keep torchvision's
    names, so that ``init_cfg=dict(type='Pretrained',
    checkpoint='torchvision://resnet50')`` loads as it is; the stem and the
    classifier are left aside.

    Args:
        depth: 18, 34, 50, 101, 152 or 254.
        in_channels: Channels of ``x``.
        keep_input: Whether ``x``, too, is a map of the pyramid, its finest:
            where ``layer1`` has a stride, as in MSFFN, nothing else is as
            fine as ``x``.
        resnet: Anything else :class:`ExtendedResNet` takes.
    """

    def __init__(self,
                 depth: int,
                 *,
                 in_channels: int = 64,
                 keep_input: bool = False,
                 **resnet):
        super().__init__(
            depth,
            stem_channels=in_channels,
            out_indices=(0, 1, 2, 3),
            **resnet)
        width = self.base_channels * self.expansion
        self.out_channels = tuple(width * 2**i for i in range(4))
        self.keep_input = keep_input
        if keep_input:
            self.out_channels = (in_channels, *self.out_channels)

    def _make_stem_layer(self, in_channels: int, stem_channels: int):
        # No stem: x comes from the stage before. ResNet's own freezing code
        # wants the names, so they stand for nothing.
        self.conv1, self.bn1, self.norm1_name = (nn.Identity(), nn.Identity(),
                                                 'bn1')

    def forward(self, x: Tensor, skips: Skips = None) -> Pyramid:
        """Encode ``x`` (B, C, H, W) into one map a unit."""
        units = [getattr(self, name) for name in self.res_layers]
        if self.keep_input:
            units = [nn.Identity(), *units]
        return encode_units(units, x, skips)
