"""Heatmaps for the stages, coordinates by classification for the result."""

from typing import Optional, Tuple

import numpy as np
import torch
from mmpose.codecs import SimCCLabel
from mmpose.registry import KEYPOINT_CODECS
from torch import Tensor

from .multi_stage_heatmap import MultiStageHeatmap


@KEYPOINT_CODECS.register_module()
class SimCCMultiStageHeatmap(MultiStageHeatmap):
    """:class:`MultiStageHeatmap` with coordinates as classes (SimCC).

    A coordinate is a class: there are ``split_ratio`` bins per pixel (Li et
    al., 'SimCC', ECCV 2022), which are finer than the cells of small
    heatmaps. Labels equal those of mmpose's ``SimCCLabel`` and are made on
    the device of the loss; mmpose decodes them.

    Args:
        input_size: (width, height) of the network's input in pixels.
        heatmap_size: As in :class:`MultiStageHeatmap`.
        sigma: Sigma of the Gaussian labels, in bins.
        split_ratio: Bins per pixel.
        heatmaps: Other options of :class:`MultiStageHeatmap`.

    Raises:
        ValueError: A sigma or a split ratio of 0.
    """

    def __init__(self,
                 input_size: Tuple[int, int],
                 heatmap_size: Optional[Tuple[int, int]] = None,
                 *,
                 sigma: float = 6.,
                 split_ratio: float = 2.,
                 **heatmaps):
        super().__init__(input_size, heatmap_size, **heatmaps)
        if sigma == 0 or split_ratio == 0:
            raise ValueError('sigma and split_ratio must be above 0, got '
                             f'{sigma} and {split_ratio}.')
        self.simcc = SimCCLabel(
            self.input_size, sigma=sigma, simcc_split_ratio=split_ratio)
        self.bins = tuple(
            int(np.around(n * split_ratio)) for n in self.input_size)
        self.sigma, self.split_ratio = sigma, split_ratio

    @property
    def bin_peak(self) -> float:
        """The highest probability of a label; scores are relative to it."""
        return 1 / (self.sigma * np.sqrt(2 * np.pi))

    def batch_encode_bins(self, keypoints: Tensor) -> Tuple[Tensor, Tensor]:
        """Labels of a batch along both axes, on its device.

        Args:
            keypoints: (B, K, 2) in input pixels.

        Returns:
            (B, K, X) and (B, K, Y), Gaussians around the nearest bin.
        """
        nearest = torch.round(keypoints * self.split_ratio)
        labels = []
        for axis, size in enumerate(self.bins):
            bins = torch.arange(size).to(keypoints)
            distance = bins - nearest[..., axis, None]
            labels.append((-.5 * (distance / self.sigma)**2).exp() *
                          self.bin_peak)
        return tuple(labels)

    @torch.no_grad()
    def batch_decode(self,
                     encoded: Tensor) -> Tuple[np.ndarray, np.ndarray]:
        """Decode the keypoints of a batch.

        Args:
            encoded: (B, K, X + Y), logits of both axes, or (B, K, h, w),
                heatmaps of an earlier stage.

        Returns:
            Keypoints (B, 1, K, 2) in input pixels, and scores (B, 1, K) in
            0..1: the lower of both axes' probabilities, relative to
            :attr:`bin_peak`.
        """
        if encoded.dim() == 4:
            return super().batch_decode(encoded)
        x, y = (
            logits.softmax(dim=2).cpu().numpy()
            for logits in encoded.float().split(self.bins, dim=2))
        found = [self.simcc.decode(*pair) for pair in zip(x, y)]
        keypoints, scores = map(np.stack, zip(*found))
        return keypoints, (scores / self.bin_peak).clip(0, 1)
