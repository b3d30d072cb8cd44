"""Heatmaps of DARK and UDP, without rounding, at any kernel size."""

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
    """Gaussians around the exact keypoint, decoded by Taylor expansion.

    mmpose has DARK and UDP for one Gaussian only; here each prediction of a
    coarse-to-fine supervision can have another. The sigma of a kernel size is
    OpenCV's. Decoding is mmpose's.

    Args:
        input_size: (width, height) of the network's input in pixels.
        heatmap_size: (width, height) of the heatmaps in cells; None: the
            input size divided by the stride, rounded up.
        stride: Input pixels per cell of the heatmaps, if ``heatmap_size`` is
            not given; None: 4.
        way: 'dark' (a cell is input / heatmap pixels; Zhang et al., 2020; the
            flip test then needs ``shift_heatmap=True``, as in mmpose) or
            'udp' (the corners' centres coincide; Huang et al., 2020; the
            pipeline's ``TopdownAffine`` then needs ``use_udp=True``).
        peak: The heatmaps' value at a keypoint.
        blur_kernel_size: Kernel size of the blur before decoding, in cells;
            odd, at least 3.

    Raises:
        ValueError: An unknown ``way``, sizes that do not fit the stride or
            of one cell, or a kernel that is even or 1.
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
            raise ValueError(f'Unknown way {way!r}: choose one of '
                             f'{sorted(REFINE)}.')
        if blur_kernel_size < 3:
            raise ValueError('blur_kernel_size must be at least 3: the Taylor '
                             f'expansion needs neighbours, got '
                             f'{blur_kernel_size}.')
        if min(self.heatmap_size) < 2:
            raise ValueError('heatmap_size must be at least 2x2 cells, '
                             f'got {self.heatmap_size}.')
        self.way = way
        self._decode_scale = self.scale
        if way == 'udp':
            cells = np.array(self.heatmap_size) - 1
            self.scale = (np.array(self.input_size) - 1) / cells
            self._decode_scale = np.array(self.input_size) / cells

    def batch_encode(self, keypoints: Tensor, kernel_size: int) -> Tensor:
        """Make targets of one kernel size.

        Args:
            keypoints: (B, K, 2) in input pixels.
            kernel_size: Kernel size of the Gaussian in cells; odd.

        Returns:
            (B, K, h, w) on the keypoints' device and in their dtype; a cell
            whose centre is the keypoint has the value ``peak``.
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
        """Decode the keypoints of a batch, sample by sample.

        Args:
            heatmaps: (B, K, h, w), in the unit of the targets.

        Returns:
            Keypoints (B, 1, K, 2) and scores (B, 1, K) in 0..1. Keypoints are
            in input pixels. With 'udp' they are scaled so that the centre of
            the last pixel is at ``input_size``, as in mmpose's codec: its
            estimator expects this when it maps them to the picture.
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
