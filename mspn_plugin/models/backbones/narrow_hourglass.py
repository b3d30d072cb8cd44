"""mmpose's stacked hourglass at any width."""

from typing import Optional, Sequence

from mmcv.cnn import ConvModule
from mmpose.models import HourglassNet
from mmpose.models.backbones.resnet import BasicBlock, ResLayer
from mmpose.registry import MODELS
from torch import nn


@MODELS.register_module()
class NarrowHourglass(HourglassNet):
    """:class:`mmpose.models.HourglassNet` with a stem of variable width.

    mmpose's stem always has 128 and 256 channels. This stem has half the
    channels of the first stage, then all of them, so that a comparison can
    use an hourglass of equal cost.

    Args:
        stage_channels: As in mmpose; the stem uses the first.
        norm_cfg: The norm of every convolution.
        hourglass: Other arguments of mmpose's class.
    """

    def __init__(self,
                 *,
                 stage_channels: Sequence[int],
                 norm_cfg: Optional[dict] = None,
                 **hourglass):
        norm_cfg = norm_cfg or dict(type='BN')
        super().__init__(
            stage_channels=stage_channels, norm_cfg=norm_cfg, **hourglass)
        width = stage_channels[0]
        self.stem = nn.Sequential(
            ConvModule(
                3, width // 2, 7, stride=2, padding=3, norm_cfg=norm_cfg),
            ResLayer(
                BasicBlock, 1, width // 2, width, stride=2,
                norm_cfg=norm_cfg))
