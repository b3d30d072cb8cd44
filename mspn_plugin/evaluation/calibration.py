"""Calibrations: fitted to labelled people, and how wrong they are."""

from typing import Collection, Tuple

import numpy as np
from mmengine.utils import track_iter_progress
from mmpose.models import TopdownPoseEstimator
from scipy.optimize import isotonic_regression

from ..engine.calibration import Calibration
from .torso import within_torso

KNOTS = 20


def fit_calibration(scores: np.ndarray, right: np.ndarray, *,
                    knots: int = KNOTS) -> Calibration:
    """Fit a calibration by isotonic regression.

    Keypoints are sorted by score and divided into groups of equal size; the
    shares of right keypoints in the groups are the data of the regression
    (Zadrozny & Elkan, KDD 2002).

    Args:
        scores: (N,) of keypoints.
        right: (N,) whether each is right.
        knots: Groups, at most.

    Raises:
        ValueError: There are no keypoints, or scores that are not finite.
    """
    scores = np.asarray(scores, np.float64)
    if not len(scores) or not np.isfinite(scores).all():
        raise ValueError(f'{len(scores)} scores, of which '
                         f'{int(np.isfinite(scores).sum())} are finite: a '
                         'calibration needs some, all of them finite.')
    order = np.argsort(scores, kind='stable')
    groups = np.array_split(order, min(knots, len(order)))
    means = np.array([scores[group].mean() for group in groups])
    shares = np.array([np.mean(right[group]) for group in groups])
    sizes = np.array([len(group) for group in groups], float)
    # groups of one score are one knot
    means, place = np.unique(means.round(5), return_inverse=True)
    total = np.bincount(place, sizes)
    shares = np.bincount(place, shares * sizes) / total
    return Calibration(means, isotonic_regression(
        shares, weights=total).x.clip(0, 1).round(5))


def expected_calibration_error(probabilities: np.ndarray, right: np.ndarray,
                               *, bins: int = 15) -> float:
    """Expected calibration error (Guo et al., ICML 2017), in 0..1.

    Mean over bins of equal width, weighted by their sizes, of the difference
    between the mean probability and the share of right keypoints.

    Args:
        probabilities: (N,) in 0..1.
        right: (N,) whether each keypoint is right.
        bins: Number of bins.
    """
    place = np.minimum((np.asarray(probabilities) * bins).astype(int),
                       bins - 1)
    excess = np.bincount(place, np.asarray(probabilities, float) - right)
    return float(np.abs(excess).sum() / len(right))


def score_labelled(network: TopdownPoseEstimator, batches: Collection[dict],
                   *, threshold: float = 0.2
                   ) -> Tuple[np.ndarray, np.ndarray]:
    """Scores of a network's keypoints, and whether they are right.

    Args:
        network: With its weights.
        batches: Of a dataloader of labelled people.
        threshold: Share of the torso's length that a keypoint may be off.

    Returns:
        (N,) scores and (N,) bool, of all keypoints that count.
    """
    names = tuple(network.dataset_meta['keypoint_id2name'].values())
    scores, hits = [], []
    for batch in track_iter_progress((batches, len(batches))):
        for sample in network.val_step(batch):
            found, truth = sample.pred_instances, sample.gt_instances
            right, counts = within_torso(
                found.keypoints, truth.keypoints,
                truth.keypoints_visible > 0, names,
                threshold=threshold)
            scores.append(found.keypoint_scores[counts])
            hits.append(right[counts])
    return np.concatenate(scores), np.concatenate(hits)


def hidden_share(probabilities: np.ndarray, right: np.ndarray,
                 limit: float = 0.5) -> float:
    """Share of the right keypoints below a limit; NaN if none is right."""
    return float(np.mean(probabilities[right] < limit)) if right.any() \
        else float('nan')
