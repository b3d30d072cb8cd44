"""Connections between stages: ``aggregate(down, up) -> x, skips``."""

from functools import partial
from typing import Optional, Sequence, Tuple

from mmcv.cnn import ConvModule
from mmengine.model import BaseModule, ModuleList
from mmpose.registry import MODELS
from torch import Tensor

from ..contracts import Pyramid
from ..layers import Gate


@MODELS.register_module()
class StageHandoff(BaseModule):
    """Passes only the finest map on: the ablation without CSFA (Table 4).

    Args:
        down_channels: Channels of the encoder's maps, finest first.
        up_channels: Channels of the decoder's maps.
        next_channels: Channels of the next encoder's maps.
        out_channels: Channels of ``x``, the next encoder's input.
        rectify: Whether ``x`` passes a ReLU.
        norm_cfg: The norm of every convolution.
    """

    def __init__(self,
                 down_channels: Sequence[int],
                 up_channels: Sequence[int],
                 next_channels: Sequence[int],
                 *,
                 out_channels: int = 64,
                 rectify: bool = True,
                 norm_cfg: Optional[dict] = None,
                 init_cfg: Optional[dict] = None):
        super().__init__(init_cfg)
        self.conv = partial(
            ConvModule, kernel_size=1, norm_cfg=norm_cfg or dict(type='BN'))
        self.handoff = self.conv(
            up_channels[0],
            out_channels,
            act_cfg=dict(type='ReLU') if rectify else None)

    def forward(
            self, down: Pyramid, up: Pyramid
    ) -> Tuple[Tensor, Tuple[Optional[Tensor], ...]]:
        """Return ``x`` (stride 4) and, for each resolution, None."""
        return self.handoff(up[0]), (None, ) * len(down)


@MODELS.register_module()
class CrossStageAggregation(StageHandoff):
    """Cross-stage feature aggregation (MSPN, Sec. 3.2, Figure 3).

    At every resolution, the previous stage's encoder map and decoder map each
    pass a 1x1 convolution. Their sum is the skip that the next encoder adds.

    Examples:
        >>> import torch
        >>> aggregate = CrossStageAggregation((8, 16), (4, 4), (8, 16))
        >>> down = torch.zeros(2, 8, 4, 4), torch.zeros(2, 16, 2, 2)
        >>> up = torch.zeros(2, 4, 4, 4), torch.zeros(2, 4, 2, 2)
        >>> x, skips = aggregate(down, up)
        >>> x.shape, [tuple(skip.shape) for skip in skips]
        (torch.Size([2, 64, 4, 4]), [(2, 8, 4, 4), (2, 16, 2, 2)])
    """

    def __init__(self, down_channels: Sequence[int],
                 up_channels: Sequence[int], next_channels: Sequence[int],
                 **handoff):
        super().__init__(down_channels, up_channels, next_channels, **handoff)
        self.from_down = ModuleList(
            map(self.conv, down_channels, next_channels))
        self.from_up = ModuleList(map(self.conv, up_channels, next_channels))

    def forward(self, down: Pyramid,
                up: Pyramid) -> Tuple[Tensor, Tuple[Tensor, ...]]:
        """Return ``x`` (stride 4) and one skip per resolution."""
        x, _ = super().forward(down, up)
        skips = tuple(
            from_down(d) + from_up(u) for from_down, from_up, d, u in zip(
                self.from_down, self.from_up, down, up))
        return x, skips


@MODELS.register_module()
class GatedAggregation(CrossStageAggregation):
    """Cross-stage aggregation (MSPN) with gated skips (MSCM).

    MSCM gates the features that a stage receives from earlier ones (Sec.
    3.1). Here the skip of each resolution passes its own gate.

    Args:
        gate: Arguments of :class:`Gate` except the channels.
    """

    def __init__(self,
                 down_channels: Sequence[int],
                 up_channels: Sequence[int],
                 next_channels: Sequence[int],
                 *,
                 gate: Optional[dict] = None,
                 **handoff):
        super().__init__(down_channels, up_channels, next_channels, **handoff)
        self.gates = ModuleList(
            Gate(c, **(gate or {})) for c in next_channels)

    def forward(self, down: Pyramid,
                up: Pyramid) -> Tuple[Tensor, Tuple[Tensor, ...]]:
        """Return ``x`` (stride 4) and one gated skip per resolution."""
        x, skips = super().forward(down, up)
        return x, tuple(gate(skip) for gate, skip in zip(self.gates, skips))
