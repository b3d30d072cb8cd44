"""PRE-STAGE of the multi-stage convolution machine (MSCM, Sec. 3.2)."""

from typing import Optional

from mmcv.cnn import ConvModule
from mmengine.model import BaseModule
from mmpose.registry import MODELS
from torch import Tensor, nn

from ..contracts import Pyramid
from ..layers import PyramidStacking


@MODELS.register_module()
class PreStage(BaseModule):
    """One convolution, then pyramid stacking modules one after another.

    Assumed: the widths; the dropout's place, after every module, and its
    rate; a norm, which the paper's Caffe network lacks.

    Args:
        channels: Of the fine map ``F_l``; ``F_h`` has 2 ** modules times as
            many.
        modules: How often to halve the resolution; the paper's is 3.
        dropout: Share of ``F_h``'s channels dropped in training.
        norm_cfg: The norm of every convolution.
    """

    def __init__(self,
                 channels: int = 32,
                 *,
                 modules: int = 3,
                 dropout: float = 0.1,
                 norm_cfg: Optional[dict] = None,
                 init_cfg: Optional[dict] = None):
        super().__init__(init_cfg)
        norm_cfg = norm_cfg or dict(type='BN')
        self.conv = ConvModule(3, channels, 3, padding=1, norm_cfg=norm_cfg)
        self.stack = nn.Sequential()
        for i in range(modules):
            self.stack.extend([
                PyramidStacking(channels * 2**i, norm_cfg=norm_cfg),
                nn.Dropout2d(dropout)
            ])

    def forward(self, image: Tensor) -> Pyramid:
        """(B, 3, H, W) -> ``F_l``, as large, and ``F_h``, of stride 8."""
        fine = self.conv(image)
        return fine, self.stack(fine)
