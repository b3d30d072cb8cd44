"""Random calls of mmcv's operators, and the results of compiled mmcv 2.1.0.

    python -m tests.host.operators   # with compiled mmcv: writes the figures

Inputs come from NumPy's RandomState, whose numbers do not change.
"""

from itertools import product
from typing import Callable, Dict, List

import numpy as np
import torch
from mmcv import ops

from tests.conftest import ROOT

GOLDEN = ROOT / 'tests/golden/mmcv_operators.npz'
SIZES = (0, 1, 7, 60)


def boxes(count: int, *, whole: bool = False) -> tuple:
    """Boxes (N, 4), scores (N,) and classes (N,); `whole` makes many equal."""
    rng = np.random.RandomState(count)
    corner, size = rng.rand(count, 2) * 100, rng.rand(count, 2) * 60
    scores = rng.rand(count)
    if whole:
        corner, size, scores = corner.round(), size.round() + 1, scores.round(
            1)
    return (torch.tensor(np.c_[corner, corner + size], dtype=torch.float32),
            torch.tensor(scores, dtype=torch.float32),
            torch.tensor(rng.randint(0, 3, count)))


def calls() -> Dict[str, Callable[[], List[torch.Tensor]]]:
    """Name -> a call that returns tensors."""
    found = {}
    for count, whole, threshold in product(SIZES, (False, True), (.3, .7)):
        b, s, c = boxes(count, whole=whole)
        name = f'{count}-{"whole" if whole else "any"}-{threshold}'
        for offset in (0, 1):
            found[f'nms-{name}-{offset}'] = _bind(
                ops.nms, b, s, threshold, offset, .2, 50)
            for method in ('naive', 'linear', 'gaussian'):
                found[f'soft_nms-{name}-{offset}-{method}'] = _bind(
                    ops.soft_nms, b, s, threshold, .5, .05, method, offset)
        if not count:
            continue  # mmcv's batched_nms needs the largest coordinate
        for kind, split, agnostic in product(('nms', 'soft_nms'),
                                             (10_000, 20), (False, True)):
            options = dict(type=kind, iou_threshold=threshold,
                           split_thr=split)
            found[f'batched-{name}-{kind}-{split}-{agnostic}'] = _bind(
                ops.batched_nms, b, s, c, options, agnostic)
        found[f'nms_match-{name}'] = _bind(
            ops.nms_match, torch.cat((b, s[:, None]), 1), threshold)
    for aligned, ratio, size in product((False, True), (0, 2), (1, (3, 7))):
        found[f'roi_align-{aligned}-{ratio}-{size}'] = _bind(
            roi_align, size, ratio, aligned)
    return found


def roi_align(size, ratio: int, aligned: bool) -> List[torch.Tensor]:
    """RoIAlign's output, and its gradient."""
    rng = np.random.RandomState(0)
    features = torch.tensor(rng.randn(2, 3, 12, 10), dtype=torch.float32)
    corner, side = rng.rand(6, 2) * 40 - 8, rng.rand(6, 2) * 50
    rois = torch.tensor(
        np.c_[rng.randint(0, 2, 6), corner, corner + side],
        dtype=torch.float32)
    features.requires_grad_()
    output = ops.roi_align(features, rois, size, .25, ratio, 'avg', aligned)
    (output**2).sum().backward()
    return [output.detach(), features.grad]


def _bind(call: Callable, *args) -> Callable[[], List[torch.Tensor]]:
    return lambda: list(call(*args))


def results() -> tuple:
    """Results of all calls: lengths of the tensors, and all values."""
    parts = [part.numpy().ravel() for call in calls().values()
             for part in call()]
    return (np.array([len(part) for part in parts], np.int32),
            np.concatenate(parts).astype(np.float32))


def write():
    import mmcv._ext
    assert mmcv._ext.__file__.endswith('.so'), 'compiled mmcv is needed'
    lengths, values = results()
    np.savez_compressed(GOLDEN, lengths=lengths, values=values)


if __name__ == '__main__':
    write()
