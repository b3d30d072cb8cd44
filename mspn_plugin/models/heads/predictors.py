"""One feature map -> the heatmaps of one (stage, resolution).

Every predictor is built with ``factor``, the heatmap's cells a cell of the
map along an axis, and called with the heatmaps' exact size.
"""

from typing import Optional, Tuple

import torch.nn.functional as F
from mmcv.cnn import ConvModule, build_norm_layer
from mmengine.model import BaseModule
from mmpose.registry import MODELS
from torch import Tensor, nn


class Predictor(BaseModule):
    """What all predictors have in common.

    ``upsamples`` says whether heatmaps may be finer than the finest map:
    only a learned way up adds detail that is worth more cells.
    """

    upsamples = False

    def forward(self, x: Tensor, size: Tuple[int, int]) -> Tensor:
        """(B, C, H, W) -> (B, K, *size), in the unit of the targets."""
        raise NotImplementedError


@MODELS.register_module()
class ConvPredictor(Predictor):
    """1x1 and 3x3 convolution, then bilinear to the heatmaps' size.

    The last convolution is normalised and not rectified, as in the published
    MSPN networks (MSPN, Figure 2); MSFFN's regressor is the same (Sec. 3.2).

    Args:
        in_channels: Channels of the feature map.
        out_channels: K, the number of keypoints.
        factor: Any; resizing reaches every size.
        kernel_size: Of the last convolution.
        norm_cfg: The norm of both convolutions.
        predict_norm_cfg: Of the second, if another: K channels divide into
            few groups.
        gain: Where the scale of the last norm starts. The layers before it
            cannot raise heatmaps to their peak of 255, only this scale can,
            one optimiser step after another: short trainings start it higher.
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
        """Initialise as ConvModule does, but for the gain."""
        super().init_weights()
        if self.predict.norm.weight is not None:  # not affine
            nn.init.constant_(self.predict.norm.weight, self.gain)

    def forward(self, x: Tensor, size: Tuple[int, int]) -> Tensor:
        return _resize(self.predict(self.mix(x)), size)


@MODELS.register_module()
class DUCPredictor(Predictor):
    """Dense upsampling convolution (EFAFNet, Sec. III-D).

    One 3x3 convolution makes ``factor ** 2`` channels a keypoint, and a
    sub-pixel shuffle lays them out as a heatmap ``factor`` times as fine: the
    heatmap is cut into that many parts of the map's own size, and no zeros
    are inserted as in a deconvolution.

    Assumed: the kernel size; no norm and no softmax, which the paper takes
    from segmentation, since its loss compares with Gaussians (Sec. IV-D6).

    Args:
        in_channels: Channels of the feature map.
        out_channels: K, the number of keypoints.
        factor: r, how much finer the heatmap is; the paper's is 8.
        kernel_size: Of the convolution.
        norm_cfg: Of no layer here.

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
    """Deconvolutions that double, then 1x1: SimpleBaseline's head.

    It is what EFAFNet's DUC replaces (Sec. III-A).

    Args:
        in_channels: Channels of the feature map.
        out_channels: K, the number of keypoints.
        factor: A power of two; 8 makes the paper's three deconvolutions.
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
            raise ValueError('DeconvPredictor doubles some number of times: '
                             f'a factor of {factor} is out of its reach.')
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
    """For necks whose maps are heatmaps already: resizes them, if needed.

    Args:
        in_channels: Channels of the map.
        out_channels: K, the number of keypoints.
        factor: Any.
        norm_cfg: Of no layer here.

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
            raise ValueError(f'The neck makes {in_channels} heatmaps, the '
                             f'head has out_channels={out_channels}.')

    def forward(self, x: Tensor, size: Tuple[int, int]) -> Tensor:
        return _resize(x, size)


#: Heatmaps are nearly all zero: so are they at first (SimpleBaseline).
FINAL_INIT = [
    dict(type='Normal', layer=['Conv2d', 'ConvTranspose2d'], std=0.001),
    dict(type='Constant', layer='BatchNorm2d', val=1)
]


def _integer_factor(factor: float, who: str) -> int:
    if factor < 1 or factor != int(factor):
        raise ValueError(f'{who} makes heatmaps a whole number of times as '
                         f'fine as its map, not {factor:g} times.')
    return int(factor)


def _resize(heatmaps: Tensor, size: Tuple[int, int]) -> Tensor:
    return F.interpolate(
        heatmaps, size=size, mode='bilinear', align_corners=True)


def _crop(heatmaps: Tensor, size: Tuple[int, int]) -> Tensor:
    # Of a picture that the stride does not divide, the last cells of the map
    # lie partly outside; cell 0 is at the picture's edge in any case.
    return heatmaps[..., :size[0], :size[1]]
