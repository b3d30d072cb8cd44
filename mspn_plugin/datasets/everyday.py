"""Augmentation that turns whole people into those of everyday pictures."""

from typing import Tuple

import cv2
import numpy as np
from mmcv.transforms import BaseTransform
from mmpose.registry import TRANSFORMS


@TRANSFORMS.register_module()
class RandomPictureEdge(BaseTransform):
    """Ends the picture somewhere within the person.

    In everyday pictures people are cut by the picture's edge; in LSP nobody
    is. The part beyond a random line through the box turns black, as the
    outside of a picture does in a crop; keypoints there lose their weight,
    and the box ends at the line. Goes before ``GetBBoxCenterScale``.

    Args:
        prob: Probability.
        keep: Least and greatest share of the box's side that remains.
        least: Labelled keypoints that must remain, or nothing happens.
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
        side = np.random.choice(4, p=(.1, .1, .1, .7))  # mostly from below
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
    """Makes a crop as coarse as that of a small person.

    Goes behind ``TopdownAffine``.

    Args:
        prob: Probability.
        factor: Least and greatest factor of shrinking.
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
