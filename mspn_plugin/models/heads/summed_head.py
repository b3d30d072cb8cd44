"""MSFFN's head: heatmaps of all scales, summed (Sec. 3.4)."""

from typing import Optional, Tuple

from mmpose.registry import MODELS
from torch import Tensor, nn

from ..contracts import Heatmaps, Pyramid, Stages
from .multi_resolution_head import MultiResolutionHead


@MODELS.register_module()
class SummedHead(MultiResolutionHead):
    """The prediction of a stage is the sum of its heatmaps of all resolutions.

    The supervision gets two predictions per stage: the finest heatmap, for
    OHKM, and the sum, for the mean squared error. Inference returns the sum
    of the last stage, so all predictors of this stage run.

    Args:
        args: Arguments of :class:`MultiResolutionHead`.
        kwargs: Keyword arguments of :class:`MultiResolutionHead`.
    """

    output_index = 1

    @property
    def prediction_names(self) -> Tuple[Tuple[str, ...], ...]:
        """s{stage}_r{finest stride} and s{stage}_sum."""
        return tuple((f's{s}_r{row[0]}', f's{s}_sum')
                     for s, row in enumerate(self.strides, start=1))

    def heatmaps(self, stages: Stages) -> Heatmaps:
        """``[stage]`` -> (finest, sum), each (B, K, h, w)."""
        return tuple((row[0], sum(row)) for row in super().heatmaps(stages))

    def switch_to_deploy(self, test_cfg: Optional[dict] = None):
        """For inference, keep the predictors of the last stage only.

        ``test_cfg.every_stage`` keeps those of every stage.
        """
        if (test_cfg or {}).get('every_stage', False):
            return
        for row in self.predictors[:-1]:
            for i in range(len(row)):
                row[i] = nn.Identity()

    def stage_output(self, maps: Pyramid, stage: int) -> Tensor:
        """Sum of one stage's heatmaps, (B, K, h, w)."""
        return sum(
            predict(x, self._heatmap_shape)
            for predict, x in zip(self.predictors[stage], maps))
