"""A light encoder of stages 2..T: inverted residuals of MobileNetV2."""

from typing import Optional, Sequence

from mmpose.models.backbones.utils import InvertedResidual
from mmpose.registry import MODELS
from torch import nn

from ..layers.sliced_conv import slice_strides
from .encoders import UnitEncoder


@MODELS.register_module()
class InvertedResidualEncoder(UnitEncoder):
    """Units of mmpose's ``InvertedResidual`` (Sandler et al., CVPR 2018).

    Args:
        in_channels: Channels of ``x``.
        channels: Channels of each map, finest first.
        blocks: Blocks of each unit; the first of every unit but the finest
            halves the resolution.
        expansion: Ratio of the depthwise convolution's channels to those of
            the block's input.
        norm_cfg: The norm of every convolution.
        sliced_strides: Whether strided depthwise convolutions are computed
            without stride in training, see :class:`SlicedConv2d`.

    Raises:
        ValueError: ``blocks`` and ``channels`` differ in length.
    """

    def __init__(self,
                 in_channels: int,
                 *,
                 channels: Sequence[int] = (24, 32, 64, 96),
                 blocks: Sequence[int] = (1, 1, 1, 1),
                 expansion: int = 4,
                 norm_cfg: Optional[dict] = None,
                 sliced_strides: bool = False,
                 init_cfg: Optional[dict] = None):
        if len(blocks) != len(channels):
            raise ValueError(
                f'InvertedResidualEncoder has blocks={tuple(blocks)} for '
                f'channels={tuple(channels)}.')
        units, width = [], in_channels
        for level, (out, depth) in enumerate(zip(channels, blocks)):
            unit = nn.Sequential()
            for i in range(depth):
                unit.append(
                    InvertedResidual(
                        width,
                        out,
                        expansion * width,
                        stride=2 if level and i == 0 else 1,
                        norm_cfg=norm_cfg or dict(type='BN'),
                        act_cfg=dict(type='ReLU6')))
                width = out
            units.append(unit)
        super().__init__(units, channels, init_cfg)
        if sliced_strides:
            slice_strides(self)
