"""One feature map -> the heatmaps of one (stage, resolution).

Every predictor is built with ``factor``, the ratio of the heatmap's size to
the map's size, and called with the exact size of the heatmaps.
"""

from typing import Optional, Tuple

import torch.nn.functional as F
from mmcv.cnn import ConvModule, build_norm_layer
from mmengine.model import BaseModule
from mmpose.registry import MODELS
from torch import Tensor, nn


class Predictor(BaseModule):
    """Base class of all predictors.

    ``upsamples`` says whether heatmaps may be finer than the finest map. Only
    learned upsampling adds detail.
    """

    upsamples = False

    def forward(self, x: Tensor, size: Tuple[int, int]) -> Tensor:
        """(B, C, H, W) -> (B, K, *size), in the unit of the targets."""
        raise NotImplementedError


@MODELS.register_module()
class ConvPredictor(Predictor):
    """1x1 and 3x3 convolution, then bilinear resizing to the heatmaps' size.

    The last convolution has a norm and no ReLU, as in the published MSPN
    networks (MSPN, Figure 2); MSFFN's regressor is the same (Sec. 3.2).

    Args:
        in_channels: Channels of the feature map.
        out_channels: K, the number of keypoints.
        factor: Any factor.
        kernel_size: Kernel size of the last convolution.
        norm_cfg: The norm of both convolutions.
        predict_norm_cfg: Another norm for the second, e.g. because K channels
            cannot be divided into the groups of a group norm.
        gain: Initial scale of the last norm. It limits the heatmaps' height
            until training has raised it; a short training toward a peak of
            255 needs a higher start.
    """

    def __init__(self,
                 in_channels: int,
                 out_channels: int,
                 *,
                 factor: float = 1,
                 kernel_size: int = 3,
                 norm_cfg: Optional[dict] = None,
                 predict_norm_cfg: Optional[dict] = None,
                 gain: float = 1.,
                 init_cfg: Optional[dict] = None):
        super().__init__(init_cfg)
        self.gain = gain
        norm_cfg = norm_cfg or dict(type='BN')
        self.mix = ConvModule(in_channels, in_channels, 1, norm_cfg=norm_cfg)
        self.predict = ConvModule(
            in_channels,
            out_channels,
            kernel_size,
            padding=kernel_size // 2,
            norm_cfg=predict_norm_cfg or norm_cfg,
            act_cfg=None)

    def init_weights(self):
        """Initialise as ConvModule does, then set the gain."""
        super().init_weights()
        if self.predict.norm.weight is not None:  # not affine
            nn.init.constant_(self.predict.norm.weight, self.gain)

    def forward(self, x: Tensor, size: Tuple[int, int]) -> Tensor:
        return _resize(self.predict(self.mix(x)), size)


@MODELS.register_module()
class DUCPredictor(Predictor):
    """Dense upsampling convolution (EFAFNet, Sec. III-D).

    One 3x3 convolution makes ``factor ** 2`` channels per keypoint, and a
    pixel shuffle arranges them as a heatmap ``factor`` times as fine. Unlike
    a deconvolution it inserts no zeros.

    Assumed: the kernel size; no norm; no softmax, although the paper's text
    has one from segmentation: its loss compares with Gaussians (Sec. IV-D6).

    Args:
        in_channels: Channels of the feature map.
        out_channels: K, the number of keypoints.
        factor: r, how much finer the heatmap is; 8 in the paper.
        kernel_size: Kernel size of the convolution.
        norm_cfg: Not used.

    Raises:
        ValueError: A factor that is not a whole number.
    """

    upsamples = True

    def __init__(self,
                 in_channels: int,
                 out_channels: int,
                 *,
                 factor: float = 1,
                 kernel_size: int = 3,
                 norm_cfg: Optional[dict] = None,
                 init_cfg: Optional[dict] = None):
        super().__init__(init_cfg or FINAL_INIT)
        factor = _integer_factor(factor, type(self).__name__)
        self.predict = nn.Conv2d(
            in_channels,
            out_channels * factor**2,
            kernel_size,
            padding=kernel_size // 2)
        self.shuffle = nn.PixelShuffle(factor)

    def forward(self, x: Tensor, size: Tuple[int, int]) -> Tensor:
        return _crop(self.shuffle(self.predict(x)), size)


@MODELS.register_module()
class DeconvPredictor(Predictor):
    """Deconvolutions of stride 2, then 1x1: SimpleBaseline's head.

    EFAFNet replaces it by DUC (Sec. III-A).

    Args:
        in_channels: Channels of the feature map.
        out_channels: K, the number of keypoints.
        factor: A power of two; 8 gives the paper's three deconvolutions.
        channels: Channels of every deconvolution.
        norm_cfg: The norm of every deconvolution.

    Raises:
        ValueError: A factor that is not a power of two.
    """

    upsamples = True

    def __init__(self,
                 in_channels: int,
                 out_channels: int,
                 *,
                 factor: float = 1,
                 channels: int = 256,
                 norm_cfg: Optional[dict] = None,
                 init_cfg: Optional[dict] = None):
        super().__init__(init_cfg or FINAL_INIT)
        times = _integer_factor(factor, type(self).__name__).bit_length() - 1
        if 2**times != factor:
            raise ValueError('DeconvPredictor needs a power of two, got a '
                             f'factor of {factor}.')
        widths = [in_channels] + [channels] * times
        self.raises = nn.Sequential()
        for a, b in zip(widths, widths[1:]):
            self.raises.extend([
                nn.ConvTranspose2d(a, b, 4, stride=2, padding=1, bias=False),
                build_norm_layer(norm_cfg or dict(type='BN'), b)[1],
                nn.ReLU(inplace=True)
            ])
        self.predict = nn.Conv2d(widths[-1], out_channels, 1)

    def forward(self, x: Tensor, size: Tuple[int, int]) -> Tensor:
        return _crop(self.predict(self.raises(x)), size)


@MODELS.register_module()
class ResizePredictor(Predictor):
    """Resizes maps that are heatmaps already.

    Args:
        in_channels: Channels of the map.
        out_channels: K, the number of keypoints.
        factor: Any factor.
        norm_cfg: Not used.

    Raises:
        ValueError: ``in_channels`` is not ``out_channels``.
    """

    def __init__(self,
                 in_channels: int,
                 out_channels: int,
                 *,
                 factor: float = 1,
                 norm_cfg: Optional[dict] = None,
                 init_cfg: Optional[dict] = None):
        super().__init__(init_cfg)
        if in_channels != out_channels:
            raise ValueError(f'The neck returns {in_channels} heatmaps, the '
                             f'head has out_channels={out_channels}.')

    def forward(self, x: Tensor, size: Tuple[int, int]) -> Tensor:
        return _resize(x, size)


#: Small initial weights, because heatmaps are nearly zero (SimpleBaseline).
FINAL_INIT = [
    dict(type='Normal', layer=['Conv2d', 'ConvTranspose2d'], std=0.001),
    dict(type='Constant', layer='BatchNorm2d', val=1)
]


def _integer_factor(factor: float, who: str) -> int:
    if factor < 1 or factor != int(factor):
        raise ValueError(f'{who} makes heatmaps a whole number of times as '
                         f'large as its map, not {factor:g} times.')
    return int(factor)


def _resize(heatmaps: Tensor, size: Tuple[int, int]) -> Tensor:
    return F.interpolate(
        heatmaps, size=size, mode='bilinear', align_corners=True)


def _crop(heatmaps: Tensor, size: Tuple[int, int]) -> Tensor:
    # If the stride does not divide the picture's size, the last cells of the
    # map are partly outside; cell 0 is always at the picture's edge.
    return heatmaps[..., :size[0], :size[1]]
