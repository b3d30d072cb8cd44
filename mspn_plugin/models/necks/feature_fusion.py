"""EFAFNet's feature fusion (Sec. III-C, Figure 2)."""

from functools import partial
from typing import Optional, Sequence

import torch
import torch.nn.functional as F
from mmcv.cnn import ConvModule
from mmengine.model import BaseModule, ModuleList
from mmpose.registry import MODELS
from torch import nn

from ..contracts import Pyramid, Stages


@MODELS.register_module()
class FeatureFusion(BaseModule):
    """Adds semantic features to fine maps, and spatial ones to coarse maps.

    The coarsest map is upsampled and concatenated with the finest. The result
    is downsampled and concatenated with the coarsest. The two stages are

    1. the encoder's maps except the coarsest, which the head supervises (the
       paper's intermediate supervision of the encoder), and
    2. the fused coarsest map, from which the head predicts.

    Assumed: 1x1 convolutions to a common width before, 3x3 after each
    concatenation; bilinear upsampling, average pooling for downsampling.

    Args:
        in_channels: Channels of the encoder's maps, finest first.
        channels: Channels of every map of the result.
        norm_cfg: The norm of every convolution.
    """

    def __init__(self,
                 in_channels: Sequence[int],
                 *,
                 channels: int = 256,
                 norm_cfg: Optional[dict] = None,
                 init_cfg: Optional[dict] = None):
        super().__init__(init_cfg)
        self.in_channels = tuple(in_channels)
        conv = partial(ConvModule, norm_cfg=norm_cfg or dict(type='BN'))
        self.laterals = ModuleList(conv(c, channels, 1) for c in in_channels)
        self.fuse_low = conv(2 * channels, channels, 3, padding=1)
        self.fuse_high = conv(2 * channels, channels, 3, padding=1)

    def switch_to_deploy(self, test_cfg: Optional[dict] = None):
        """For inference, remove the maps that only the loss uses."""
        for i in range(1, len(self.laterals) - 1):
            self.laterals[i] = nn.Identity()

    def forward(self, down: Pyramid) -> Stages:
        """Fuse ``down`` (finest first) into two stages; see the class."""
        low, *between, high = [
            lateral(x) for lateral, x in zip(self.laterals, down)
        ]
        semantics = F.interpolate(
            high, size=low.shape[2:], mode='bilinear', align_corners=True)
        low = self.fuse_low(torch.cat([low, semantics], dim=1))
        space = F.adaptive_avg_pool2d(low, high.shape[2:])
        high = self.fuse_high(torch.cat([high, space], dim=1))
        return (low, *between), (high, )
