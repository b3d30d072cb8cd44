"""Xception as an encoder (MSPN, Sec. 4.3.1, Table 3)."""

from typing import Optional, Sequence

from mmcv.cnn import ConvModule, DepthwiseSeparableConvModule
from mmengine.model import BaseModule
from mmpose.registry import MODELS
from torch import Tensor, nn

from .encoders import UnitEncoder


class XceptionBlock(BaseModule):
    """Three separable 3x3 convolutions and a shortcut (Chollet, Fig. 5).

    Args:
        in_channels: Channels of the input.
        out_channels: Channels of the result.
        stride: Stride of the block.
        norm_cfg: The norm of every convolution.
    """

    def __init__(self,
                 in_channels: int,
                 out_channels: int,
                 *,
                 stride: int = 1,
                 norm_cfg: Optional[dict] = None):
        super().__init__()
        widths = (in_channels, out_channels, out_channels)
        self.convs = nn.Sequential(*(
            DepthwiseSeparableConvModule(
                width,
                out_channels,
                3,
                stride=stride if i == 0 else 1,
                padding=1,
                norm_cfg=norm_cfg,
                dw_act_cfg=None,
                pw_act_cfg=None if i == 2 else dict(type='ReLU'))
            for i, width in enumerate(widths)))
        same = in_channels == out_channels and stride == 1
        self.shortcut = nn.Identity() if same else ConvModule(
            in_channels,
            out_channels,
            1,
            stride=stride,
            norm_cfg=norm_cfg,
            act_cfg=None)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        """(B, in_channels, H, W) -> (B, out_channels, H / stride, ...)."""
        return self.relu(self.convs(x) + self.shortcut(x))


@MODELS.register_module()
class XceptionEncoder(UnitEncoder):
    """Four units of Xception blocks, strides 4 to 32.

    Assumed: MSPN gives only the costs of a large and a small Xception, 6.1 G
    with one stage and 5.7 G with four. Blocks and widths are chosen to match
    these costs.

    Args:
        in_channels: Channels of ``x``.
        channels: Channels of each unit.
        blocks: Number of blocks in each unit.
        norm_cfg: The norm of every convolution.
    """

    def __init__(self,
                 in_channels: int,
                 *,
                 channels: Sequence[int],
                 blocks: Sequence[int],
                 norm_cfg: Optional[dict] = None,
                 init_cfg: Optional[dict] = None):
        norm_cfg = norm_cfg or dict(type='BN')
        widths = (in_channels, *channels)
        super().__init__((nn.Sequential(*(
            XceptionBlock(
                widths[i] if n == 0 else widths[i + 1],
                widths[i + 1],
                stride=2 if i and n == 0 else 1,
                norm_cfg=norm_cfg) for n in range(count)))
                          for i, count in enumerate(blocks)), channels,
                         init_cfg)
