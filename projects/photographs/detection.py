"""Compare detected boxes with labelled ones, and choose a threshold.

Boxes are (N, 4), x1, y1, x2, y2 in pixels; detected ones (N, 5), with a
score.
"""

from itertools import product
from typing import Dict, Iterable, NamedTuple, Sequence, Tuple

import numpy as np
from mmpose.evaluation.functional import nms
from torch import from_numpy
from torchvision.ops import box_iou

MIN_IOU = .5
TALL = 96  # pixels


class Scene(NamedTuple):
    """The boxes of a picture: detected (N, 5) and labelled (M, 4)."""
    found: np.ndarray
    labelled: np.ndarray


def match(found: np.ndarray, labelled: np.ndarray) -> np.ndarray:
    """Match boxes and people as in COCO's evaluation.

    In the order of their scores, each box matches the unmatched person of
    the largest IoU, if it is at least 0.5.

    Returns:
        (M,) index of each person's box; -1 for missed people.
    """
    taken = np.full(len(labelled), -1)
    if not len(found) or not len(labelled):
        return taken
    overlap = box_iou(from_numpy(found[:, :4].astype(np.float64)),
                      from_numpy(labelled.astype(np.float64))).numpy()
    for i in np.argsort(-found[:, 4], kind='stable'):
        free = np.where(taken < 0, overlap[i], 0)
        if free.max() >= MIN_IOU:
            taken[free.argmax()] = i
    return taken


def measure(scenes: Iterable[Scene]) -> Dict[str, float]:
    """Recall in percent, of all and of tall people, boxes and precision.

    Precision is too low if some people in the pictures are not labelled.
    """
    hits, tall, boxes = [], [], []
    for scene in scenes:
        hits.append(match(*scene) >= 0)
        tall.append(scene.labelled[:, 3] - scene.labelled[:, 1] >= TALL)
        boxes.append(len(scene.found))
    hits, tall = np.concatenate(hits), np.concatenate(tall)
    return dict(
        recall=round(100 * hits.mean(), 1),
        recall_tall=round(100 * hits[tall].mean(), 1),
        precision=round(100 * hits.sum() / max(sum(boxes), 1), 1),
        boxes_a_picture=round(float(np.mean(boxes)), 2),
        people=len(hits),
        tall=int(tall.sum()))


def keep(boxes: np.ndarray, threshold: float, overlap: float) -> np.ndarray:
    """Boxes above the threshold, without those that overlap better ones."""
    boxes = boxes[boxes[:, 4] > threshold]
    return boxes[nms(boxes, overlap)]


def choose(scenes: Sequence[Scene], thresholds: Sequence[float],
           overlaps: Sequence[float], *,
           max_boxes: float = np.inf) -> Tuple[float, float]:
    """Threshold and IoU of the suppression with the highest F1 score.

    Args:
        scenes: Of training pictures, with all boxes, unsuppressed.
        thresholds: Lowest scores to choose from.
        overlaps: IoU thresholds of the suppression to choose from.
        max_boxes: Boxes a picture, at most.

    Raises:
        ValueError: Every choice gives more boxes.
    """
    pairs = [pair for pair in product(thresholds, overlaps)
             if boxes_a_picture(scenes, *pair) <= max_boxes]
    if not pairs:
        raise ValueError(f'Every threshold up to {max(thresholds)} gives more '
                         f'than {max_boxes} boxes a picture.')
    return max(pairs, key=lambda pair: f1(scenes, *pair))


def boxes_a_picture(scenes: Sequence[Scene], threshold: float,
                    overlap: float) -> float:
    """Mean number of boxes that are kept."""
    return float(np.mean([len(keep(scene.found, threshold, overlap))
                          for scene in scenes]))


def f1(scenes: Sequence[Scene], threshold: float, overlap: float) -> float:
    """2 hits / (boxes + people)."""
    hits = total = 0
    for scene in scenes:
        kept = keep(scene.found, threshold, overlap)
        hits += (match(kept, scene.labelled) >= 0).sum()
        total += len(kept) + len(scene.labelled)
    return 2 * hits / total
