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
    """One convolution, then a sequence of pyramid stacking modules.

    Assumed: the widths; dropout after every module, and its rate; a norm,
    which the paper's Caffe network does not have.

    Args:
        channels: Channels of the fine map ``F_l``; ``F_h`` has 2 ** modules
            times as many.
        modules: Number of modules, each halving the resolution; 3 in the
            paper.
        dropout: Fraction of ``F_h``'s channels that training drops.
        norm_cfg: The norm of every convolution.

    Examples:
        >>> import torch
        >>> [tuple(x.shape) for x in PreStage(8)(torch.zeros(2, 3, 32, 32))]
        [(2, 8, 32, 32), (2, 64, 4, 4)]
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
        """(B, 3, H, W) -> ``F_l`` of stride 1 and ``F_h`` of stride 8."""
        fine = self.conv(image)
        return fine, self.stack(fine)
