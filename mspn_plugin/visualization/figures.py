"""Figures: refinement stage by stage, contact sheets, loss curves."""

from typing import Dict, List, Optional, Sequence

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from .stage_predictions import StagePredictions

COLOURS = matplotlib.colormaps['viridis']
TRUE, PREDICTED, MINED = '#2ca02c', '#ff7f0e', '#e41a1c'
Skeleton = Sequence[Sequence[int]]


def plot_refinement(predictions: StagePredictions,
                    skeleton: Skeleton) -> Figure:
    """Targets above predictions, one column per stage (MSPN, Figure 4).

    True keypoints are green, predicted ones orange. A red ring marks a
    keypoint that OHKM (online hard keypoint mining) selects, unless it
    selects all.

    Args:
        predictions: Of one person, see :func:`predict_stages`.
        skeleton: Pairs of keypoints.
    """
    stages = len(predictions.heatmaps)
    rows = 1 if predictions.ground_truth is None else 2
    figure = Figure(
        figsize=(2.4 * stages + 2.4, 3 * rows), layout='constrained')
    axes = figure.subplots(rows, stages + 1, squeeze=False)
    if predictions.ground_truth is not None:
        _show_image(axes[0, 0], predictions.picture, 'picture')
        for stage, target in enumerate(
                predictions.ground_truth.targets, start=1):
            _show_image(axes[0, stage], _overlay(predictions.picture, target),
                        f'target of stage {stage}')
    plot_people(axes[-1, 0], predictions, skeleton)
    for stage in range(stages):
        plot_stage_heatmaps(axes[-1, stage + 1], predictions, stage)
    return figure


def plot_contact_sheet(people: Sequence[StagePredictions],
                       captions: Sequence[str],
                       skeleton: Skeleton,
                       columns: int = 4) -> Figure:
    """Several people on one page: the crop and the heatmaps of each stage.

    Args:
        people: The people.
        captions: Title of each person.
        skeleton: Pairs of keypoints.
        columns: People per row.
    """
    wide = len(people[0].heatmaps) + 1
    rows = -(-len(people) // columns)
    height, width = people[0].picture.shape[:2]
    high = 1.3 * height / width + .2  # height of a row in inches
    figure = Figure(
        figsize=(1.3 * wide * columns, high * rows), layout='constrained')
    grid = figure.subplots(rows, wide * columns, squeeze=False)
    for axes in grid.ravel():
        axes.axis('off')
    for i, (predictions, caption) in enumerate(zip(people, captions)):
        row, start = grid[i // columns], i % columns * wide
        plot_people(row[start], predictions, skeleton, caption)
        for stage in range(wide - 1):
            plot_stage_heatmaps(row[start + 1 + stage], predictions, stage)
    return figure


def plot_loss_curves(scalars: List[Dict[str, float]]) -> Figure:
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


def figure_to_array(figure: Figure) -> np.ndarray:
    """Render a figure as (H, W, 3) uint8, RGB."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()


def plot_people(axes: Axes, predictions: StagePredictions, skeleton: Skeleton,
                title: Optional[str] = None):
    """Draw the crop, the last stage's skeleton and the true one, if known."""
    last, truth = predictions.keypoints[-1], predictions.ground_truth
    caption = f'stage {len(predictions.heatmaps)} (orange)'
    _show_image(
        axes, predictions.picture, title
        or (caption if truth is None else f'truth (green), {caption}'))
    everything = np.ones(len(last), bool)
    if truth is not None:
        _plot_skeleton(axes, truth.keypoints, skeleton, truth.visible, TRUE)
    _plot_skeleton(axes, last, skeleton,
                   everything if truth is None else truth.visible, PREDICTED)


def plot_stage_heatmaps(axes: Axes, predictions: StagePredictions, stage: int):
    """Draw a stage's heatmaps and keypoints over the greyed crop."""
    _show_image(axes, _overlay(predictions.picture,
                               predictions.heatmaps[stage]),
                f'stage {stage + 1}')
    found, truth = predictions.keypoints[stage], predictions.ground_truth
    if truth is None:
        axes.plot(*found.T, '.', color=PREDICTED, markersize=4)
        return
    axes.plot(*truth.keypoints[truth.visible].T, '.', color=TRUE, markersize=4)
    axes.plot(*found[truth.visible].T, '.', color=PREDICTED, markersize=4)
    mined = truth.mined[stage]
    if (mined != truth.visible).any():
        axes.plot(*truth.keypoints[mined].T, 'o', color=MINED,
                  markersize=7, fillstyle='none')


def _overlay(picture: np.ndarray, heatmaps: np.ndarray) -> np.ndarray:
    """Maximum over all keypoints' heatmaps, on the greyed picture."""
    strongest = heatmaps.max(0)
    strongest = (strongest / max(strongest.max(), 1e-6)).clip(0, 1)
    height, width = picture.shape[:2]
    rows = (np.arange(height) * strongest.shape[0] / height).astype(int)
    columns = (np.arange(width) * strongest.shape[1] / width).astype(int)
    strongest = strongest[rows][:, columns]
    grey = np.repeat(picture.mean(2, keepdims=True) / 255, 3, 2)
    return .45 * grey + .55 * COLOURS(strongest)[..., :3]


def _show_image(axes: Axes, image: np.ndarray, title: str):
    axes.imshow(image)
    axes.set_title(title, fontsize=8)
    axes.set_xlim(0, image.shape[1])
    axes.set_ylim(image.shape[0], 0)
    axes.axis('off')


def _plot_skeleton(axes: Axes, keypoints: np.ndarray, skeleton: Skeleton,
                   visible: np.ndarray, colour: str):
    for a, b in skeleton:
        if visible[a] and visible[b]:
            axes.plot(*keypoints[[a, b]].T, color=colour, linewidth=1.5)
