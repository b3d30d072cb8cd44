"""Correct noisy labels with the keypoints of a trained network."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Tuple

import numpy as np
from mmcv.transforms import BaseTransform
from mmpose.registry import TRANSFORMS

from .people_metainfo import NAMES

FACE = tuple(range(5))
ARMS = ('shoulder', 'elbow', 'wrist')
LEGS = ('hip', 'knee', 'ankle')


def _pairs(parts: Tuple[str, ...]) -> np.ndarray:
    return np.array([[NAMES.index(f'{side}_{part}') for part in parts]
                     for side in ('left', 'right')])


LIMBS = tuple(map(_pairs, (ARMS, LEGS)))
JOINTS = np.concatenate([pairs.ravel() for pairs in LIMBS])


@TRANSFORMS.register_module()
class TeacherKeypoints(BaseTransform):
    """Corrects and completes labels with a teacher's keypoints.

    Place it after :class:`ToPeople` and before transforms that move the
    picture. The teacher's keypoints are COCO's 17, each with a score.
    Distances are relative to the torso: the distance from the middle of the
    labelled hips to the middle of the shoulders.

    - Unlabelled face keypoints are set to the teacher's.
    - ``sides``: if the teacher agrees with the arms' or legs' labels only
      after left and right are exchanged, they are exchanged.
    - ``blend``: a label near the teacher's keypoint is averaged with it.
    - ``doubt``: a label far from the teacher's keypoint gets a lower weight.

    Args:
        file: An ``.npz`` with arrays (N, 17, 3): x, y in the picture's
            pixels, score.
        array: Name of the array. A picture's row is the number in its file
            name minus ``first``.
        first: Number of the array's first picture.
        score: Teacher's keypoints with a lower score are ignored.
        sides: Whether exchanged sides are corrected.
        blend: Largest distance at which both are averaged; 0: never.
        doubt: Weight of a label that is farther than ``far`` from the
            teacher's keypoint; 1: no change.
        far: See ``doubt``.

    Raises:
        FileNotFoundError: The file does not exist.
        KeyError: The file has no such array.
    """

    def __init__(self,
                 file: str,
                 *,
                 array: str,
                 first: int = 1,
                 score: float = 0.3,
                 sides: bool = True,
                 blend: float = 0.2,
                 doubt: float = 0.3,
                 far: float = 0.5):
        self.found = _load(file, array)
        self.first, self.score = first, score
        self.sides, self.blend = sides, blend
        self.doubt, self.far = doubt, far

    def transform(self, results: dict) -> dict:
        """Change ``keypoints`` and ``keypoints_visible``."""
        number = int(re.search(r'(\d+)\.\w+$', results['img_path']).group(1))
        teacher = self.found[number - self.first]
        points, weights = correct_labels(
            results['keypoints'][0],
            results['keypoints_visible'][0],
            teacher[:, :2],
            teacher[:, 2] > self.score,
            sides=self.sides,
            blend=self.blend,
            doubt=self.doubt,
            far=self.far)
        results['keypoints'] = points[None].astype(np.float32)
        results['keypoints_visible'] = weights[None].astype(np.float32)
        return results


@lru_cache(maxsize=8)
def _load(file: str, array: str) -> np.ndarray:
    if not Path(file).exists():
        raise FileNotFoundError(f'There is no {file} with the keypoints of a '
                                'teacher.')
    with np.load(file) as arrays:
        return arrays[array].astype(np.float32)


def correct_labels(points: np.ndarray, weights: np.ndarray,
                   teacher: np.ndarray, sure: np.ndarray, *, sides: bool,
                   blend: float, doubt: float,
                   far: float) -> Tuple[np.ndarray, np.ndarray]:
    """Correct the labels of one person.

    Args:
        points: (19, 2), labels in pixels.
        weights: (19,), 0 where there is no label.
        teacher: (17, 2), the teacher's keypoints in pixels.
        sure: (17,) bool, whether the teacher's score is high enough.
        sides: As in :class:`TeacherKeypoints`, like the other arguments.
        blend: In torso lengths.
        doubt: A weight.
        far: In torso lengths.

    Returns:
        Points (19, 2) and weights (19,).
    """
    points, weights = points.astype(float), weights.astype(float)
    sure = sure & np.isfinite(teacher).all(1)
    faces = [i for i in FACE if sure[i] and weights[i] == 0]
    points[faces], weights[faces] = teacher[faces], 1
    torso = _torso(points, weights)
    if not torso > 0:
        return points, weights
    if sides:
        for limb in LIMBS:
            _correct_sides(points, weights, teacher, sure, limb, torso)
    seen = JOINTS[sure[JOINTS] & (weights[JOINTS] > 0)]
    distance = np.linalg.norm(points[seen] - teacher[seen], axis=1) / torso
    near = seen[distance < blend]
    points[near] = (points[near] + teacher[near]) / 2
    weights[seen[distance > far]] *= doubt
    return points, weights


def _torso(points: np.ndarray, weights: np.ndarray) -> float:
    ends = [[NAMES.index(f'{side}_{part}') for side in ('left', 'right')]
            for part in ('shoulder', 'hip')]
    if any(weights[end].min() == 0 for end in ends):
        return 0.
    top, bottom = (points[end].mean(0) for end in ends)
    return float(np.linalg.norm(top - bottom))


def _correct_sides(points, weights, teacher, sure, limb, torso):
    """Exchange left and right of one limb's labels, in place."""
    left, right = limb
    both = sure[left] & sure[right] & (weights[left] > 0) & (
        weights[right] > 0)
    if both.sum() < 2:
        return

    def distance(a, b):
        gaps = np.linalg.norm(points[a] - teacher[b], axis=1)[both] / torso
        return np.minimum(gaps, 1).mean()

    as_labelled = distance(left, left) + distance(right, right)
    exchanged = distance(left, right) + distance(right, left)
    if exchanged < 0.5 * as_labelled and exchanged < 0.5:
        pair, other = np.r_[left, right], np.r_[right, left]
        points[pair], weights[pair] = points[other], weights[other]

