"""A predictor followed by the pose refine machine (RSN, Sec. 3.3)."""

from typing import Optional, Tuple

from mmpose.models.heads.heatmap_heads.mspn_head import PRM
from mmpose.registry import MODELS
from torch import Tensor

from .predictors import ConvPredictor


@MODELS.register_module()
class RefinedPredictor(ConvPredictor):
    """:class:`ConvPredictor`, then the pose refine machine.

    The machine weights each heatmap and each cell: ``y (1 + a b)`` with
    ``y = conv3x3(x)``, ``a`` of (K, 1, 1) from the mean of ``y`` and ``b`` of
    (1, h, w) from a 9x9 convolution. The paper puts it at the end of the last
    stage: ``head=dict(last_predictor=dict(type='RefinedPredictor'))``. The
    module is mmpose's. Its heatmaps are never negative. Its batch norm of the
    means needs at least two pictures in training.

    Args:
        in_channels: Channels of the feature map.
        out_channels: K, the number of keypoints.
        refine_norm_cfg: The norm of the machine's convolutions; None:
            ``norm_cfg``.
        conv: Other arguments of :class:`ConvPredictor`.
    """

    def __init__(self,
                 in_channels: int,
                 out_channels: int,
                 *,
                 norm_cfg: Optional[dict] = None,
                 refine_norm_cfg: Optional[dict] = None,
                 **conv):
        super().__init__(
            in_channels, out_channels, norm_cfg=norm_cfg, **conv)
        self.prm = PRM(
            out_channels,
            norm_cfg=refine_norm_cfg or norm_cfg or dict(type='BN'))

    def forward(self, x: Tensor, size: Tuple[int, int]) -> Tensor:
        """(B, C, H, W) -> (B, K, *size), in the unit of the targets."""
        return self.prm(super().forward(x, size))
