"""Non-maximum suppression, hard and soft."""

from typing import List

import numpy as np
import torch
from torch import Tensor
from torchvision.ops import nms as torchvision_nms


def nms(boxes: Tensor, scores: Tensor, iou_threshold: float,
        offset: int) -> Tensor:
    """Indices (M,) of the kept boxes (N, 4), by decreasing score.

    A box is removed if its IoU with a kept one is *above* the threshold.
    ``offset`` is added to widths and heights.
    """
    order = scores.sort(0, descending=True)[1]  # ties are ordered as in mmcv
    boxes = boxes[order].float()
    if offset:
        boxes = torch.cat((boxes[:, :2], boxes[:, 2:] + offset), 1)
    ranks = torch.arange(len(boxes), 0, -1.0, device=boxes.device)
    # mmcv compares float32 with float32, torchvision with a double
    return order[torchvision_nms(boxes, ranks,
                                 float(np.float32(iou_threshold)))]


def softnms(boxes: Tensor, scores: Tensor, dets: Tensor, iou_threshold: float,
            sigma: float, min_score: float, method: int,
            offset: int) -> Tensor:
    """Soft-NMS (Bodla et al., ICCV 2017) on the CPU.

    Args:
        boxes: (N, 4) float32: x1, y1, x2, y2.
        scores: (N,).
        dets: (N, 5), output: boxes and their new scores, in the order in
            which they are chosen.
        method: 0 removes boxes above the threshold, 1 multiplies their scores
            by 1 - IoU (section 3, eq. 2), 2 by exp(-IoU²/sigma) (eq. 3).

    Returns:
        Indices (M,) of the chosen boxes.
    """
    rest = np.arange(len(boxes))
    boxes, scores = boxes.numpy(), scores.numpy().copy()
    chosen = []
    while len(rest):
        best = _best(scores[rest])
        first, rest = rest[best], _swapped(rest, best)
        dets[len(chosen), :4] = torch.from_numpy(boxes[first])
        dets[len(chosen), 4] = float(scores[first])
        chosen.append(int(first))
        iou = _iou(boxes[first], boxes[rest], offset)
        scores[rest] *= _decay(iou, np.float32(iou_threshold),
                               np.float32(sigma), method)
        rest = _compacted(rest, ~(scores[rest] < np.float32(min_score)))
    return torch.tensor(chosen, dtype=torch.long)


def nms_match(dets: Tensor, iou_threshold: float) -> List[List[int]]:
    """Groups of boxes (N, 5): a kept box and those that it suppresses."""
    order = dets[:, 4].sort(descending=True)[1].numpy()
    boxes, groups = dets[:, :4].numpy(), []
    while len(order):
        first, order = order[0], order[1:]
        over = _iou(boxes[first], boxes[order], 0) >= np.float32(iou_threshold)
        groups.append([int(first), *map(int, order[over])])
        order = order[~over]
    return groups


def _iou(box: np.ndarray, boxes: np.ndarray, offset: int) -> np.ndarray:
    """IoU (N,) of a box (4,) with boxes (N, 4), in float32 as in mmcv."""
    left_top = np.maximum(box[:2], boxes[:, :2])
    right_bottom = np.minimum(box[2:], boxes[:, 2:])
    width, height = np.maximum(right_bottom - left_top + offset, 0).T
    sides = boxes[:, 2:] - boxes[:, :2] + offset
    area = (box[2] - box[0] + offset) * (box[3] - box[1] + offset)
    inter = width * height
    with np.errstate(invalid='ignore'):  # of empty boxes
        return inter / (area + sides[:, 0] * sides[:, 1] - inter)


def _decay(iou: np.ndarray, threshold: np.float32, sigma: np.float32,
           method: int) -> np.ndarray:
    if method == 2:
        return np.exp(-(iou * iou) / sigma)
    return np.where(iou >= threshold, 0 if method == 0 else 1 - iou,
                    np.float32(1))


def _best(scores: np.ndarray) -> int:
    """Index of the first maximum; NaN (empty boxes) compares as in C."""
    return 0 if np.isnan(scores[0]) else int(np.nanargmax(scores))


def _swapped(rest: np.ndarray, best: int) -> np.ndarray:
    """All except the best, whose place the first one takes."""
    rest = rest.copy()
    rest[best] = rest[0]
    return rest[1:]


def _compacted(rest: np.ndarray, good: np.ndarray) -> np.ndarray:
    """The good ones; gaps are filled from the end, as in mmcv."""
    size = int(good.sum())
    kept = rest[:size].copy()
    kept[~good[:size]] = rest[size:][good[size:]][::-1]
    return kept
