"""What a stage hands to the next: ``aggregate(down, up) -> x, skips``."""

from functools import partial
from typing import Optional, Sequence, Tuple

from mmcv.cnn import ConvModule
from mmengine.model import BaseModule, ModuleList
from mmpose.registry import MODELS
from torch import Tensor

from ..contracts import Pyramid


@MODELS.register_module()
class StageHandoff(BaseModule):
    """Only the finest map goes on: the ablation without CSFA (Table 4).

    Args:
        down_channels: Channels of the way down, finest first.
        up_channels: Channels of every map of the way up.
        out_channels: Channels of ``x``, the next encoder's input.
        norm_cfg: The norm of every convolution.
    """

    def __init__(self,
                 down_channels: Sequence[int],
                 up_channels: int,
                 *,
                 out_channels: int = 64,
                 norm_cfg: Optional[dict] = None,
                 init_cfg: Optional[dict] = None):
        super().__init__(init_cfg)
        self.conv = partial(
            ConvModule, kernel_size=1, norm_cfg=norm_cfg or dict(type='BN'))
        self.handoff = self.conv(up_channels, out_channels)

    def forward(
            self, down: Pyramid, up: Pyramid
    ) -> Tuple[Tensor, Tuple[Optional[Tensor], ...]]:
        """Returns ``x`` (stride 4) and one skip (or None) a resolution."""
        return self.handoff(up[0]), (None, ) * len(down)


@MODELS.register_module()
class CrossStageAggregation(StageHandoff):
    """Cross-stage feature aggregation (MSPN, Sec. 3.2, Figure 3).

    At every resolution the previous stage's way down and way up each pass a
    1x1 convolution, and their sum is the skip that the next encoder adds.
    """

    def __init__(self, down_channels: Sequence[int], up_channels: int, **kw):
        super().__init__(down_channels, up_channels, **kw)
        self.from_down = ModuleList(self.conv(c, c) for c in down_channels)
        self.from_up = ModuleList(
            self.conv(up_channels, c) for c in down_channels)

    def forward(self, down: Pyramid,
                up: Pyramid) -> Tuple[Tensor, Tuple[Tensor, ...]]:
        """Returns ``x`` (stride 4) and one skip a resolution."""
        x, _ = super().forward(down, up)
        skips = tuple(
            from_down(d) + from_up(u) for from_down, from_up, d, u in zip(
                self.from_down, self.from_up, down, up))
        return x, skips
