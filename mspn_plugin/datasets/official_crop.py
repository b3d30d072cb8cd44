"""Crops of the official MSPN code for training."""

from typing import Optional, Tuple

import numpy as np
from mmcv.transforms import BaseTransform
from mmpose.datasets.transforms import RandomBBoxTransform
from mmpose.registry import TRANSFORMS


@TRANSFORMS.register_module()
class OfficialCrop(BaseTransform):
    """Enlarges a person's box at random, or replaces it by half a body's.

    Each side of the box is enlarged by its own random part. Half a body has
    its own box: around its keypoints, enlarged in the same way. Place it after
    ``GetBBoxCenterScale`` and the flip; one person per sample.

    Args:
        padding: Largest parts of width and height that are added; None: the
            box stays.
        half_padding: The same for half a body.
        least: Labelled keypoints that half a body needs.
        prob: Probability of half a body.
        upper: The first so many keypoints are the upper body, the others the
            lower one; None: the data set's upper body.
    """

    #: The code draws a normal number below 0.5, not a uniform one.
    UPPER_PROB = 0.6915

    def __init__(self,
                 *,
                 padding: Optional[Tuple[float, float]] = (0.6, 0.8),
                 half_padding: Tuple[float, float] = (0.6, 0.8),
                 least: int = 4,
                 prob: float = 0.3,
                 upper: Optional[int] = None):
        self.padding, self.half_padding = padding, half_padding
        self.least, self.prob, self.upper = least, prob, upper

    def transform(self, results: dict) -> dict:
        """Change ``bbox_center`` and ``bbox_scale``, both (1, 2)."""
        if self.padding is not None:
            results['bbox_scale'] = results['bbox_scale'] * _enlarge(
                self.padding)
        half = self._half_body(results)
        if half is not None:
            low, high = half.min(axis=0), half.max(axis=0)
            results['bbox_center'] = (low + high)[None] / 2
            results['bbox_scale'] = (high - low)[None] * _enlarge(
                self.half_padding)
        return results

    def _half_body(self, results: dict) -> Optional[np.ndarray]:
        """Keypoints (N, 2) of half a body; None: the whole body is used."""
        labelled = results['keypoints_visible'][0] > 0
        if labelled.sum() < self.least or np.random.rand() >= self.prob:
            return None
        indices = results['upper_body_ids'] if self.upper is None else range(
            self.upper)
        is_upper = np.isin(np.arange(len(labelled)), indices)
        points = results['keypoints'][0, :, :2]
        upper = points[labelled & is_upper]
        lower = points[labelled & ~is_upper]
        wanted = np.random.rand() < self.UPPER_PROB and len(upper) > 3
        chosen = upper if wanted or len(lower) <= 3 else lower
        return chosen if len(chosen) >= 3 else None


def _enlarge(padding: Tuple[float, float]) -> np.ndarray:
    return 1 + np.random.rand(2) * padding


@TRANSFORMS.register_module()
class UniformBBoxTransform(RandomBBoxTransform):
    """mmpose's ``RandomBBoxTransform`` with uniform numbers.

    mmpose draws scale and angle from a truncated normal distribution, the
    official code from a uniform one. The arguments are mmpose's.
    """

    @staticmethod
    def _truncnorm(low: float = -1.,
                   high: float = 1.,
                   size: tuple = ()) -> np.ndarray:
        return np.random.uniform(low, high, size).astype(np.float32)
