"""Coordinates without rounding, the ways of DARK and UDP, at any kernel."""

from typing import Optional, Tuple

import numpy as np
import torch
from mmpose.codecs.utils import (
    get_heatmap_maximum,
    refine_keypoints_dark,
    refine_keypoints_dark_udp,
)
from mmpose.registry import KEYPOINT_CODECS
from torch import Tensor

from .gaussian_tables import check_kernel
from .multi_stage_heatmap import MultiStageHeatmap

REFINE = dict(dark=refine_keypoints_dark, udp=refine_keypoints_dark_udp)


@KEYPOINT_CODECS.register_module()
class UnbiasedMultiStageHeatmap(MultiStageHeatmap):
    """Gaussians around the exact keypoint, decoded by their Taylor expansion.

    mmpose has DARK and UDP for one Gaussian only; here every prediction of a
    coarse-to-fine supervision gets its own. A kernel size means the sigma
    that OpenCV gives it. Decoding is mmpose's.

    Args:
        input_size: (width, height) of the network's input in pixels.
        heatmap_size: (width, height) of the heatmaps in cells; None means
            the input's over the stride, rounded up.
        stride: Input pixels a cell of the heatmaps, where ``heatmap_size`` is
            not given; None means 4.
        way: 'dark' (a cell is input / heatmap pixels; Zhang et al., 2020; the
            flip test then needs ``shift_heatmap=True``, as in mmpose) or
            'udp' (the corners' centres coincide; Huang et al., 2020; the
            pipeline's ``TopdownAffine`` then needs ``use_udp=True``).
        peak: The heatmaps' value at a keypoint.
        blur_kernel_size: Of the modulation before decoding, in cells; odd,
            3 or more.

    Raises:
        ValueError: An unknown way, sizes that no stride connects or of one
            cell, or an even kernel or one of 1.
    """

    def __init__(self,
                 input_size: Tuple[int, int],
                 heatmap_size: Optional[Tuple[int, int]] = None,
                 *,
                 stride: Optional[int] = None,
                 way: str = 'udp',
                 peak: float = 255.,
                 blur_kernel_size: int = 11):
        super().__init__(
            input_size,
            heatmap_size,
            stride=stride,
            peak=peak,
            blur_kernel_size=blur_kernel_size)
        if way not in REFINE:
            raise ValueError(f'Unknown way {way!r} to unbiased coordinates: '
                             f'choose one of {sorted(REFINE)}.')
        if blur_kernel_size < 3:
            raise ValueError('blur_kernel_size must be at least 3: the Taylor '
                             f'expansion needs neighbours, got '
                             f'{blur_kernel_size}.')
        if min(self.heatmap_size) < 2:
            raise ValueError('heatmap_size must be at least 2 cells each way, '
                             f'got {self.heatmap_size}.')
        self.way = way
        self._decode_scale = self.scale
        if way == 'udp':
            cells = np.array(self.heatmap_size) - 1
            self.scale = (np.array(self.input_size) - 1) / cells
            self._decode_scale = np.array(self.input_size) / cells

    def batch_encode(self, keypoints: Tensor, kernel_size: int) -> Tensor:
        """Targets of one kernel size.

        Args:
            keypoints: (B, K, 2) in input pixels.
            kernel_size: Of the Gaussian, in cells; odd.

        Returns:
            (B, K, h, w) on the keypoints' device and in their dtype, ``peak``
            where a cell's centre is the keypoint.
        """
        check_kernel(kernel_size)
        sigma = .3 * ((kernel_size - 1) * .5 - 1) + .8  # cv2.GaussianBlur's
        rows = []
        for axis, size in enumerate(self.heatmap_size):
            cells = torch.arange(size).to(keypoints)
            mean = keypoints[..., axis, None] / self.scale[axis]
            rows.append((-.5 * ((cells - mean) / sigma)**2).exp())
        x, y = rows
        return self.peak * y[..., :, None] * x[..., None, :]

    @torch.no_grad()
    def batch_decode(self,
                     heatmaps: Tensor) -> Tuple[np.ndarray, np.ndarray]:
        """Keypoints of a whole batch, sample by sample.

        Args:
            heatmaps: (B, K, h, w), in the unit of the targets.

        Returns:
            Keypoints (B, 1, K, 2), scores (B, 1, K) in 0..1. Keypoints are
            in input pixels; with 'udp' stretched so that the last pixel's
            centre is at ``input_size``, as mmpose's own are and as its
            estimator, which knows nothing of corners, puts them back into
            the picture.
        """
        found = [
            self._decode(sample)
            for sample in heatmaps.float().cpu().numpy() / self.peak
        ]
        keypoints, scores = map(np.stack, zip(*found))
        return keypoints, scores

    def _decode(self, heatmaps: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
        cells, scores = get_heatmap_maximum(heatmaps)
        cells = REFINE[self.way](
            cells[None].clip(0), heatmaps.copy(), self.blur_kernel_size)
        return cells * self._decode_scale, scores[None].clip(0, 1)
