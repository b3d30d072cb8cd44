"""Blocks of hourglass networks."""

from functools import partial
from typing import Callable, Optional

from mmcv.cnn import ConvModule
from mmpose.models.backbones.resnet import Bottleneck, ResLayer
from torch import nn


def hourglass_block(name: str,
                    norm_cfg: Optional[dict] = None
                    ) -> Callable[[int, int], nn.Module]:
    """Return a function ``(in_channels, out_channels) -> module``.

    Args:
        name: 'residual', a bottleneck with half the channels (Newell et al.,
            2016), or 'conv', one 3x3 convolution (Newell et al., 2017).
        norm_cfg: The norm of every convolution.

    Raises:
        ValueError: An unknown name.
    """
    norm_cfg = norm_cfg or dict(type='BN')
    blocks = dict(
        residual=partial(
            ResLayer, Bottleneck, 1, expansion=2, norm_cfg=norm_cfg),
        conv=partial(ConvModule, kernel_size=3, padding=1, norm_cfg=norm_cfg))
    if name not in blocks:
        raise ValueError(f'Unknown hourglass block {name!r}: choose one of '
                         f'{sorted(blocks)}.')
    return blocks[name]
