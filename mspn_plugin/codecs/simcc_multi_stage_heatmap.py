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
    """:class:`MultiStageHeatmap`, and mmpose's ``SimCCLabel`` beside it.

    A coordinate is a class, one of ``split_ratio`` bins a pixel (Li et al.,
    'SimCC', ECCV 2022): finer than cells of small heatmaps. Labels are
    mmpose's, made where the loss is; decoding is mmpose's too.

    Args:
        input_size: (width, height) of the network's input in pixels.
        heatmap_size: As in :class:`MultiStageHeatmap`.
        sigma: Of the Gaussian labels, in bins.
        split_ratio: Bins a pixel.
        heatmaps: Anything else :class:`MultiStageHeatmap` takes.
    """

    def __init__(self,
                 input_size: Tuple[int, int],
                 heatmap_size: Optional[Tuple[int, int]] = None,
                 *,
                 sigma: float = 6.,
                 split_ratio: float = 2.,
                 **heatmaps):
        super().__init__(input_size, heatmap_size, **heatmaps)
        self.simcc = SimCCLabel(
            self.input_size, sigma=sigma, simcc_split_ratio=split_ratio)
        self.bins = tuple(
            int(np.around(n * split_ratio)) for n in self.input_size)
        self.sigma, self.split_ratio = sigma, split_ratio

    @property
    def bin_peak(self) -> float:
        """The highest probability of a label, which scores are relative to."""
        return 1 / (self.sigma * np.sqrt(2 * np.pi))

    def batch_encode_bins(self, keypoints: Tensor) -> Tuple[Tensor, Tensor]:
        """Labels along both axes: mmpose's, for a batch and on its device.

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
        """Keypoints of a whole batch, of classes or of heatmaps.

        Args:
            encoded: (B, K, X + Y), the logits of both axes; or (B, K, h, w),
                an earlier stage's heatmaps.

        Returns:
            Keypoints (B, 1, K, 2) in input pixels, and scores (B, 1, K) in
            0..1: the lower axis's probability over a label's peak.
        """
        if encoded.dim() == 4:
            return super().batch_decode(encoded)
        x, y = (
            logits.softmax(dim=2).cpu().numpy()
            for logits in encoded.float().split(self.bins, dim=2))
        found = [self.simcc.decode(*pair) for pair in zip(x, y)]
        keypoints, scores = map(np.stack, zip(*found))
        return keypoints, (scores / self.bin_peak).clip(0, 1)
