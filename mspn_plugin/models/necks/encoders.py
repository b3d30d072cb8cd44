"""The way down of stages 2..T: ``encode(x, skips) -> Pyramid``."""

from typing import Optional, Sequence

from mmpose.models import ResNet
from mmpose.registry import MODELS
from torch import Tensor, nn

from ..contracts import Pyramid


@MODELS.register_module()
class ResNetEncoder(ResNet):
    """mmpose's ResNet without its stem, open to cross-stage skips.

    After unit ``i`` (``layer{i+1}``, one a resolution) ``skips[i]`` is added
    (MSPN, Sec. 3.2, Figure 3). Parameters keep torchvision's names, so that
    ``init_cfg=dict(type='Pretrained', checkpoint='torchvision://resnet50')``
    loads as it is; the stem and the classifier are left aside.

    Args:
        depth: 18, 34, 50, 101 or 152.
        in_channels: Channels of ``x``, which has stride 4.
        resnet: Anything else :class:`mmpose.models.ResNet` takes.
    """

    def __init__(self, depth: int, *, in_channels: int = 64, **resnet):
        super().__init__(
            depth,
            stem_channels=in_channels,
            out_indices=(0, 1, 2, 3),
            **resnet)
        width = self.base_channels * self.expansion
        self.out_channels = tuple(width * 2**i for i in range(4))

    def _make_stem_layer(self, in_channels: int, stem_channels: int):
        # No stem: x comes from the stage before. ResNet's own freezing code
        # wants the names, so they stand for nothing.
        self.conv1, self.bn1, self.norm1_name = (nn.Identity(), nn.Identity(),
                                                 'bn1')

    def forward(self, x: Tensor, skips: Sequence[Optional[Tensor]]) -> Pyramid:
        """Encode ``x`` (B, C, H/4, W/4) into strides 4, 8, 16, 32."""
        down = []
        for name, skip in zip(self.res_layers, skips):
            x = getattr(self, name)(x)
            if skip is not None:
                x = x + skip
            down.append(x)
        return tuple(down)
