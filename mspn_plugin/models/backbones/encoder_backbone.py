"""Backbone of stage 1: a stem, then an encoder of stages 2..T."""

from typing import Optional

from mmcv.cnn import ConvModule
from mmengine.model import BaseModule
from mmpose.registry import MODELS
from torch import Tensor, nn

from ..contracts import Pyramid
from ..layers import hourglass_block


@MODELS.register_module()
class EncoderBackbone(BaseModule):
    """Image -> stem -> encoder -> pyramid.

    For networks whose stages share one architecture: the first stage is the
    encoder of the later stages with a stem.

    Args:
        encoder: Any encoder that :class:`MultiStageNeck` takes.
        stem: Layers between the image and the encoder.
        norm_cfg: The norm of both.
    """

    def __init__(self,
                 encoder: dict,
                 *,
                 stem: dict,
                 norm_cfg: Optional[dict] = None,
                 init_cfg: Optional[dict] = None):
        super().__init__(init_cfg)
        norm = dict(norm_cfg=norm_cfg or dict(type='BN'))
        self.stem = MODELS.build({**norm, **stem})
        self.encoder = MODELS.build({
            **norm, 'in_channels': self.stem.out_channels,
            **encoder
        })

    def forward(self, image: Tensor) -> Pyramid:
        """(B, 3, H, W) -> the encoder's maps."""
        return self.encoder(self.stem(image))


@MODELS.register_module()
class ConvStem(BaseModule):
    """One convolution and, optionally, max-pooling.

    Args:
        out_channels: Channels of the result.
        kernel_size: Kernel size of the convolution.
        stride: Stride of the convolution.
        pool: Whether max-pooling halves the resolution once more.
        norm_cfg: The norm of the convolution.
    """

    def __init__(self,
                 out_channels: int = 64,
                 *,
                 kernel_size: int = 7,
                 stride: int = 2,
                 pool: bool = True,
                 norm_cfg: Optional[dict] = None,
                 init_cfg: Optional[dict] = None):
        super().__init__(init_cfg)
        self.out_channels = out_channels
        self.conv = ConvModule(
            3,
            out_channels,
            kernel_size,
            stride=stride,
            padding=kernel_size // 2,
            norm_cfg=norm_cfg or dict(type='BN'))
        self.pool = nn.MaxPool2d(
            3, stride=2, padding=1) if pool else nn.Identity()

    def forward(self, image: Tensor) -> Tensor:
        """(B, 3, H, W) -> (B, out_channels, H', W')."""
        return self.pool(self.conv(image))


@MODELS.register_module()
class HourglassStem(BaseModule):
    """The stem of stacked hourglasses: 7x7, a block, pooling, more blocks.

    The result has a quarter of the image's size (Newell et al., Sec. 3.1).
    mmpose's ``HourglassNet`` has another stem, of 3 G instead of 1.9. Assumed:
    three or four blocks after the pooling, which give the costs of MSPN's
    Table 2 within 2 %; Newell has two.

    Args:
        out_channels: Channels of the result, an even number.
        block: 'residual' or 'conv', as in the hourglass.
        blocks: Number of blocks after the pooling.
        norm_cfg: The norm of every convolution.

    Raises:
        ValueError: An unknown block.
    """

    def __init__(self,
                 out_channels: int = 256,
                 *,
                 block: str = 'residual',
                 blocks: int = 3,
                 norm_cfg: Optional[dict] = None,
                 init_cfg: Optional[dict] = None):
        super().__init__(init_cfg)
        self.out_channels = out_channels
        norm_cfg = norm_cfg or dict(type='BN')
        make = hourglass_block(block, norm_cfg)
        half = out_channels // 2
        self.layers = nn.Sequential(
            ConvModule(3, 64, 7, stride=2, padding=3, norm_cfg=norm_cfg),
            make(64, half), nn.MaxPool2d(2, ceil_mode=True),
            *(make(half, half) for _ in range(blocks - 1)),
            make(half, out_channels))

    def forward(self, image: Tensor) -> Tensor:
        """(B, 3, H, W) -> (B, out_channels, H / 4, W / 4)."""
        return self.layers(image)
