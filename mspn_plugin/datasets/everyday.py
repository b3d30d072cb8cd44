"""Augmentation that makes pictures of whole people like everyday pictures."""

from typing import Tuple

import cv2
import numpy as np
from mmcv.transforms import BaseTransform
from mmpose.registry import TRANSFORMS


@TRANSFORMS.register_module()
class RandomPictureEdge(BaseTransform):
    """Moves the picture's edge into the person's box.

    In everyday pictures the edge often cuts people; in LSP it does not. The
    part beyond a random line through the box becomes black, like the outside
    of a picture in a crop. Keypoints there get weight 0, and the box ends at
    the line. Place it before ``GetBBoxCenterScale``.

    Args:
        prob: Probability.
        keep: Smallest and largest fraction of the box's side that remains.
        least: If fewer labelled keypoints would remain, nothing is changed.
    """

    def __init__(self,
                 *,
                 prob: float = 0.3,
                 keep: Tuple[float, float] = (0.4, 0.9),
                 least: int = 5):
        self.prob, self.keep, self.least = prob, tuple(keep), least

    def transform(self, results: dict) -> dict:
        """Changes ``img``, ``bbox`` and ``keypoints_visible``."""
        draw, share = np.random.rand(), np.random.uniform(*self.keep)
        side = np.random.choice(4, p=(.1, .1, .1, .7))  # mostly the bottom
        if draw >= self.prob:
            return results
        axis, upper = side % 2, side >= 2
        box = results['bbox'][0].copy()
        low, high = box[axis], box[axis + 2]
        line = low + share * (high - low) if upper else (
            high - share * (high - low))
        points = results['keypoints'][0, :, axis]
        beyond = points > line if upper else points < line
        visible = results['keypoints_visible'].copy()
        visible[0, beyond] = 0
        if (visible > 0).sum() < self.least:
            return results
        box[axis + 2 if upper else axis] = line
        results['img'] = _black(results['img'], axis, upper, line)
        results['bbox'] = box[None]
        results['keypoints_visible'] = visible
        return results


def _black(picture: np.ndarray, axis: int, upper: bool,
           line: float) -> np.ndarray:
    picture = picture.copy()
    size = picture.shape[1 - axis]
    cell = int(np.clip(np.ceil(line), 0, size))
    part = slice(cell, None) if upper else slice(0, cell)
    if axis == 0:
        picture[:, part] = 0
    else:
        picture[part] = 0
    return picture


@TRANSFORMS.register_module()
class RandomLowResolution(BaseTransform):
    """Reduces a crop's resolution to that of a small person.

    Place it after ``TopdownAffine``.

    Args:
        prob: Probability.
        factor: Smallest and largest downscaling factor.
    """

    def __init__(self,
                 *,
                 prob: float = 0.2,
                 factor: Tuple[float, float] = (1.5, 4.)):
        self.prob, self.factor = prob, tuple(factor)

    def transform(self, results: dict) -> dict:
        """Changes ``img``."""
        draw, factor = np.random.rand(), np.random.uniform(*self.factor)
        if draw < self.prob:
            height, width = results['img'].shape[:2]
            small = cv2.resize(
                results['img'],
                (max(1, round(width / factor)), max(
                    1, round(height / factor))),
                interpolation=cv2.INTER_AREA)
            results['img'] = cv2.resize(
                small, (width, height), interpolation=cv2.INTER_LINEAR)
        return results
