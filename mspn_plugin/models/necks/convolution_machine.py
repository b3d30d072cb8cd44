"""The STAGEs of the multi-stage convolution machine (MSCM, Sec. 3.3)."""

from typing import Optional, Sequence

import torch
import torch.nn.functional as F
from mmcv.cnn import ConvModule
from mmengine.model import BaseModule, ModuleList
from mmpose.registry import MODELS
from torch import Tensor, nn

from ..contracts import Pyramid, Stages, check_truncation
from ..layers import DilationModule, FireModule, Gate


class MachineStage(BaseModule):
    """One STAGE (Figure 3): heatmaps from features and earlier heatmaps.

    ``x`` passes three fire modules and is concatenated with ``x`` after a
    small gate. The result passes the fourth fire module and is concatenated
    with the fine features after the big gate. The dilation module and two
    convolutions make heatmaps.

    Args:
        in_channels: Channels of ``x``.
        fine_channels: Channels of the gated fine features.
        out_channels: K, the number of keypoints.
        squeeze: As in :class:`FireModule`.
        expand: As in :class:`FireModule`.
        dilated: Channels of each dilated convolution.
        gate_ratio: Ratio of the small gate.
        norm_cfg: The norm of every convolution but the last.
    """

    def __init__(self, in_channels: int, fine_channels: int,
                 out_channels: int, *, squeeze: int, expand: int,
                 dilated: int, gate_ratio: int, norm_cfg: dict):
        super().__init__()
        self.fires = nn.Sequential()
        width = in_channels
        for _ in range(3):
            self.fires.append(
                FireModule(width, squeeze, expand, norm_cfg=norm_cfg))
            width = self.fires[-1].out_channels
        self.gate = Gate(in_channels, ratio=gate_ratio)
        self.last_fire = FireModule(
            width + in_channels, squeeze, expand, norm_cfg=norm_cfg)
        self.dilate = DilationModule(
            width + fine_channels, dilated, norm_cfg=norm_cfg)
        self.mix = ConvModule(
            self.dilate.out_channels, width, 1, norm_cfg=norm_cfg)
        self.predict = nn.Conv2d(width, out_channels, 1)

    def forward(self, x: Tensor, fine: Tensor) -> Tensor:
        """(B, in_channels, h, w), (B, fine_channels, h, w) -> (B, K, h, w)."""
        y = torch.cat([self.fires(x), self.gate(x)], dim=1)
        y = torch.cat([self.last_fire(y), fine], dim=1)
        return self.predict(self.mix(self.dilate(y)))


@MODELS.register_module()
class ConvolutionMachine(BaseModule):
    """T STAGEs; each gets the heatmaps of the one before (Figure 1).

    Its maps are heatmaps, so the head only supervises them
    (``ResizePredictor``). All stages share one big gate, and each has a small
    one: five gates with the paper's four stages.

    Assumed: the widths, which give a tenth of CPM's cost; the gated fine
    features are average-pooled to the heatmaps' size; no map for the
    background (the paper's fifteenth), because the codecs here have none.

    Args:
        in_channels: Channels of ``F_l`` and ``F_h``.
        out_channels: K, the number of keypoints.
        num_stages: T; 4 in the paper.
        squeeze: As in :class:`FireModule`.
        expand: As in :class:`FireModule`.
        dilated: Channels of each dilated convolution.
        gate_ratio: Ratio of all gates.
        norm_cfg: The norm of every layer.

    Raises:
        ValueError: T < 1, or a gate ratio that leaves no channel.
    """

    def __init__(self,
                 in_channels: Sequence[int],
                 out_channels: int,
                 *,
                 num_stages: int = 4,
                 squeeze: int = 64,
                 expand: int = 64,
                 dilated: int = 64,
                 gate_ratio: int = 16,
                 norm_cfg: Optional[dict] = None,
                 init_cfg: Optional[dict] = None):
        super().__init__(init_cfg)
        if num_stages < 1:
            raise ValueError(f'num_stages must be at least 1, got '
                             f'{num_stages}.')
        self.in_channels = tuple(in_channels)
        fine, coarse = in_channels
        self.big_gate = Gate(fine, ratio=gate_ratio)
        self.stages = ModuleList(
            MachineStage(
                coarse if i == 0 else coarse + out_channels,
                fine,
                out_channels,
                squeeze=squeeze,
                expand=expand,
                dilated=dilated,
                gate_ratio=gate_ratio,
                norm_cfg=norm_cfg or dict(type='BN'))
            for i in range(num_stages))

    def truncate(self, num_stages: int):
        """Remove all stages after the first ``num_stages``.

        Raises:
            ValueError: The neck has fewer stages.
        """
        check_truncation(num_stages, len(self.stages))
        self.stages = self.stages[:num_stages]

    def forward(self, down: Pyramid) -> Stages:
        """``F_l`` and ``F_h`` -> T stages of one (B, K, h, w)."""
        fine, coarse = down
        fine = F.adaptive_avg_pool2d(self.big_gate(fine), coarse.shape[2:])
        heatmaps = []
        for stage in self.stages:
            x = torch.cat([coarse, *heatmaps[-1:]], dim=1)
            heatmaps.append(stage(x, fine))
        return tuple((x, ) for x in heatmaps)
