"""One feature map -> the heatmaps of one (stage, resolution)."""

from typing import Optional, Tuple

import torch.nn.functional as F
from mmcv.cnn import ConvModule
from mmengine.model import BaseModule
from mmpose.registry import MODELS
from torch import Tensor, nn


@MODELS.register_module()
class ConvPredictor(BaseModule):
    """1x1 and 3x3 convolution, then bilinear to the heatmaps' size.

    The last convolution is normalised and not rectified, as in the published
    MSPN networks (MSPN, Figure 2).

    Args:
        in_channels: Channels of the feature map.
        out_channels: K, the number of keypoints.
        norm_cfg: The norm of both convolutions.
        gain: Where the scale of the last norm starts. The layers before it
            cannot raise heatmaps to their peak of 255, only this scale can,
            one optimiser step after another: short trainings start it higher.
    """

    def __init__(self,
                 in_channels: int,
                 out_channels: int,
                 *,
                 norm_cfg: Optional[dict] = None,
                 gain: float = 1.,
                 init_cfg: Optional[dict] = None):
        super().__init__(init_cfg)
        self.gain = gain
        norm_cfg = norm_cfg or dict(type='BN')
        self.mix = ConvModule(in_channels, in_channels, 1, norm_cfg=norm_cfg)
        self.predict = ConvModule(
            in_channels,
            out_channels,
            3,
            padding=1,
            norm_cfg=norm_cfg,
            act_cfg=None)

    def init_weights(self):
        """Initialise as ConvModule does, but for the gain."""
        super().init_weights()
        nn.init.constant_(self.predict.norm.weight, self.gain)

    def forward(self, x: Tensor, size: Tuple[int, int]) -> Tensor:
        """(B, C, H, W) -> (B, K, *size), in the unit of the targets."""
        heatmaps = self.predict(self.mix(x))
        return F.interpolate(
            heatmaps, size=size, mode='bilinear', align_corners=True)
