"""Encoders of stages 2..T: ``encode(x, skips) -> Pyramid``.

An encoder has one unit per resolution. After unit ``i`` it adds ``skips[i]``
(MSPN, Sec. 3.2, Figure 3). Without skips it is a part of a backbone.
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
    """Apply the units in turn; add each skip to the unit's result."""
    units = tuple(units)
    down = []
    for unit, skip in zip(units, skips or (None, ) * len(units)):
        x = unit(x)
        if skip is not None:
            x = x + skip
        down.append(x)
    return tuple(down)


class UnitEncoder(BaseModule):
    """An encoder that consists of its units.

    Args:
        units: One unit per resolution, finest first.
        out_channels: Channels after each unit.
    """

    def __init__(self,
                 units: Iterable[nn.Module],
                 out_channels: Sequence[int],
                 init_cfg: Optional[dict] = None):
        super().__init__(init_cfg)
        self.units = nn.Sequential(*units)
        self.out_channels = tuple(out_channels)

    def forward(self, x: Tensor, skips: Skips = None) -> Pyramid:
        """Encode ``x`` (B, C, H, W) into one map per unit."""
        return encode_units(self.units, x, skips)


@MODELS.register_module()
class ResNetEncoder(ExtendedResNet):
    """mmpose's ResNet without its stem, with cross-stage skips.

    Its units are ``layer1`` to ``layer4``, or the first of them. Parameters
    have torchvision's names, so that ``init_cfg=dict(type='Pretrained',
    checkpoint='torchvision://resnet50')`` works; the weights of the stem and
    the classifier are ignored.

    Args:
        depth: 18, 34, 50, 101, 152 or 254.
        in_channels: Channels of ``x``.
        keep_input: Whether ``x`` becomes the finest map of the pyramid. Use
            it if ``layer1`` has a stride, as in MSFFN.
        num_stages: Number of units, 1 to 4.
        resnet: Other arguments of :class:`ExtendedResNet`.

    Raises:
        ValueError: Another number of units, or of their strides or dilations.

    Examples:
        >>> import torch
        >>> encode = ResNetEncoder(18, in_channels=8, base_channels=8)
        >>> [tuple(x.shape) for x in encode(torch.zeros(2, 8, 16, 16))]
        [(2, 8, 16, 16), (2, 16, 8, 8), (2, 32, 4, 4), (2, 64, 2, 2)]
    """

    def __init__(self,
                 depth: int,
                 *,
                 in_channels: int = 64,
                 keep_input: bool = False,
                 num_stages: int = 4,
                 **resnet):
        if not 1 <= num_stages <= 4:
            raise ValueError(f'A ResNet has 1 to 4 units, got num_stages='
                             f'{num_stages}.')
        resnet.setdefault('strides', (1, 2, 2, 2)[:num_stages])
        resnet.setdefault('dilations', (1, ) * num_stages)
        for name in ('strides', 'dilations'):
            if len(resnet[name]) != num_stages:
                raise ValueError(f'{name}={resnet[name]} has not '
                                 f'num_stages={num_stages} numbers.')
        super().__init__(
            depth,
            stem_channels=in_channels,
            num_stages=num_stages,
            out_indices=range(num_stages),
            **resnet)
        width = self.base_channels * self.expansion
        self.out_channels = tuple(width * 2**i for i in range(num_stages))
        self.keep_input = keep_input
        if keep_input:
            self.out_channels = (in_channels, *self.out_channels)

    def _make_stem_layer(self, in_channels: int, stem_channels: int):
        # No stem: x comes from the previous stage. ResNet's code for frozen
        # stages needs these attributes.
        self.conv1, self.bn1, self.norm1_name = (nn.Identity(), nn.Identity(),
                                                 'bn1')

    def forward(self, x: Tensor, skips: Skips = None) -> Pyramid:
        """Encode ``x`` (B, C, H, W) into one map per unit."""
        units = [getattr(self, name) for name in self.res_layers]
        if self.keep_input:
            units = [nn.Identity(), *units]
        return encode_units(units, x, skips)
