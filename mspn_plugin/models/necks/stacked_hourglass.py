"""Neck of stacked hourglasses (Newell et al., 2016)."""

from typing import Optional, Sequence

from mmcv.cnn import ConvModule
from mmengine.model import ModuleList
from mmpose.registry import MODELS

from ..contracts import Pyramid, Stages
from .multi_stage_neck import MultiStageNeck


@MODELS.register_module()
class StackedHourglassNeck(MultiStageNeck):
    """Stages that also get the previous stage's input and heatmaps.

    ``x_next = x + handoff(up) + remap(heatmaps)`` at the finest resolution
    (Newell et al., 2016, Sec. 3.3, Figure 4). ``x`` is the encoder's finest
    map, which is its input, because an hourglass begins with pooling.

    The finest map of each stage consists of the heatmaps, which the head only
    supervises (``ResizePredictor``).

    Assumed: a norm after ``remap``, because MSPN's heatmaps have a peak of
    255, Newell's of 1.

    Args:
        in_channels: As in :class:`MultiStageNeck`; the first is also the
            number of channels of ``x``.
        out_channels: K, the number of keypoints.
        predictor: As in the head; ``dict(kernel_size=1)`` is Newell's.
        norm_cfg: The norm of every layer in the neck.
        stock: Other arguments of :class:`MultiStageNeck`. ``aggregation``
            needs ``rectify=False``, since the sum has no ReLU.

    Raises:
        ValueError: As :class:`MultiStageNeck`.
    """

    can_exit_early = False

    def __init__(self,
                 in_channels: Sequence[int],
                 out_channels: int,
                 *,
                 predictor: Optional[dict] = None,
                 norm_cfg: Optional[dict] = None,
                 **stock):
        norm_cfg = norm_cfg or dict(type='BN')
        super().__init__(
            in_channels,
            handoff_channels=in_channels[0],
            norm_cfg=norm_cfg,
            **stock)
        options = dict(type='ConvPredictor', norm_cfg=norm_cfg)
        options.update(predictor or {}, out_channels=out_channels)
        self.predictors = ModuleList(
            MODELS.build(dict(options, in_channels=decode.out_channels[0]))
            for decode in self.decoders)
        self.remaps = ModuleList(
            ConvModule(
                out_channels,
                in_channels[0],
                1,
                norm_cfg=norm_cfg,
                act_cfg=None) for _ in self.encoders)

    def forward(self, down: Pyramid) -> Stages:
        """Compute heatmaps and coarser maps of every stage.

        Args:
            down: The backbone's maps (B, in_channels[i], H_i, W_i), strides
                4, 8, ...

        Returns:
            One pyramid per stage: heatmaps (B, K, H_0, W_0), then the
            decoder's maps of the coarser strides.
        """
        stages = []
        for stage, (decode, predict) in enumerate(
                zip(self.decoders, self.predictors)):
            up = decode(down)
            heatmaps = predict(up[0], up[0].shape[2:])
            stages.append((heatmaps, *up[1:]))
            if stage < len(self.encoders):
                x, skips = self.aggregations[stage](down, up)
                x = x + down[0] + self.remaps[stage](heatmaps)
                down = self.encoders[stage](x, skips)
        return tuple(stages)

    def truncate(self, num_stages: int):
        """Remove all stages after the first ``num_stages``.

        Raises:
            ValueError: The neck has fewer stages.
        """
        super().truncate(num_stages)
        self.predictors = self.predictors[:num_stages]
        self.remaps = self.remaps[:num_stages - 1]
