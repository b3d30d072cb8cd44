"""The light predictor of MoveNet."""

from typing import Optional, Tuple

from mmpose.registry import MODELS
from torch import Tensor, nn

from ..layers.separable import separable_conv
from .predictors import Predictor, _resize


@MODELS.register_module()
class SeparablePredictor(Predictor):
    """Separable convolution, 1x1, bilinear resizing to the heatmaps' size.

    Args:
        in_channels: Channels of the feature map.
        out_channels: K, the number of keypoints.
        factor: Any factor.
        channels: Channels between the two convolutions.
        norm_cfg: The norm of the separable convolution; None: a bias.
    """

    def __init__(self,
                 in_channels: int,
                 out_channels: int,
                 *,
                 factor: float = 1,
                 channels: int = 96,
                 norm_cfg: Optional[dict] = None,
                 init_cfg: Optional[dict] = None):
        super().__init__(init_cfg or dict(
            type='Normal', layer='Conv2d', std=0.01,
            override=dict(type='Normal', name='predict', std=0.001)))
        self.mix = separable_conv(in_channels, channels, norm_cfg=norm_cfg)
        self.predict = nn.Conv2d(channels, out_channels, 1)

    def forward(self, x: Tensor, size: Tuple[int, int]) -> Tensor:
        return _resize(self.predict(self.mix(x)), size)
