"""What a training looks like: refinement stage by stage, and loss curves."""

from typing import Dict, List, Sequence

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

COLOURS = matplotlib.colormaps['viridis']


def refinement(picture: np.ndarray, targets: Sequence[np.ndarray],
               heatmaps: Sequence[np.ndarray], true: np.ndarray,
               predicted: np.ndarray, skeleton: Sequence[Sequence[int]],
               visible: np.ndarray) -> Figure:
    """Targets above predictions, a column a stage (MSPN, Figure 4).

    Args:
        picture: (H, W, 3) uint8, RGB, the network's input.
        targets: One (K, h, w) a stage, what its finest heatmaps should be.
        heatmaps: One (K, h, w) a stage, what they are.
        true: (K, 2) keypoints in the picture's pixels, drawn green.
        predicted: (T, K, 2) keypoints read off every stage, drawn orange.
        skeleton: Pairs of keypoints.
        visible: (K,), whether a keypoint is labelled.
    """
    stages = len(targets)
    figure = Figure(figsize=(2.4 * stages + 2.4, 6), layout='constrained')
    axes = figure.subplots(2, stages + 1)
    _show(axes[0, 0], picture, 'picture')
    _show(axes[1, 0], picture, 'truth (green), stage %d (orange)' % stages)
    _bones(axes[1, 0], true, skeleton, visible, '#2ca02c')
    _bones(axes[1, 0], predicted[-1], skeleton, visible, '#ff7f0e')
    for stage in range(stages):
        top, below = axes[:, stage + 1]
        _show(top, _overlay(picture, targets[stage]),
              f'target of stage {stage + 1}')
        _show(below, _overlay(picture, heatmaps[stage]),
              f'prediction of stage {stage + 1}')
        below.plot(*true[visible].T, '.', color='#2ca02c', markersize=4)
        below.plot(
            *predicted[stage][visible].T, '.', color='#ff7f0e', markersize=4)
    return figure


def loss_curves(scalars: List[Dict[str, float]]) -> Figure:
    """Every loss and the accuracy over the iterations.

    Args:
        scalars: The rows of mmengine's ``scalars.json``.
    """
    rows = [row for row in scalars if 'loss' in row]
    figure = Figure(figsize=(9, 3.6), layout='constrained')
    left, right = figure.subplots(1, 2)
    steps = [row['step'] for row in rows]
    for key in [key for key in rows[0] if key.startswith('loss_')]:
        left.plot(steps, [row[key] for row in rows], label=key)
    left.set(xlabel='iteration', ylabel='loss', yscale='log')
    left.legend(fontsize=7, ncols=2)
    right.plot(steps, [row.get('acc_pose', np.nan) for row in rows])
    right.set(xlabel='iteration', ylabel='acc_pose', ylim=(0, 1))
    for axes in (left, right):
        axes.grid(alpha=.3)
    return figure


def _overlay(picture: np.ndarray, heatmaps: np.ndarray) -> np.ndarray:
    """The strongest of all keypoints' heatmaps over the greyed picture."""
    strongest = heatmaps.max(0)
    strongest = (strongest / max(strongest.max(), 1e-6)).clip(0, 1)
    height, width = picture.shape[:2]
    rows = (np.arange(height) * strongest.shape[0] / height).astype(int)
    columns = (np.arange(width) * strongest.shape[1] / width).astype(int)
    strongest = strongest[rows][:, columns]
    grey = np.repeat(picture.mean(2, keepdims=True) / 255, 3, 2)
    return .45 * grey + .55 * COLOURS(strongest)[..., :3]


def _show(axes: Axes, image: np.ndarray, title: str):
    axes.imshow(image)
    axes.set_title(title, fontsize=8)
    axes.set_xlim(0, image.shape[1])
    axes.set_ylim(image.shape[0], 0)
    axes.axis('off')


def _bones(axes: Axes, keypoints: np.ndarray,
           skeleton: Sequence[Sequence[int]], visible: np.ndarray,
           colour: str):
    for a, b in skeleton:
        if visible[a] and visible[b]:
            axes.plot(*keypoints[[a, b]].T, color=colour, linewidth=1.5)
