"""Compute later stages, and mirror images, of hard people only."""

import numpy as np
import torch
from torch import Tensor, nn


def check_early_exit(network: nn.Module, threshold: float, *,
                     all_stages: bool = False):
    """Raise if an early exit is not possible, or has nothing to skip.

    Args:
        network: A :class:`MultiStagePoseEstimator`.
        threshold: Of the confidence, in 0..1.
        all_stages: Whether every person is computed by all stages, as by an
            ONNX file, so that only a flip test can be skipped.

    Raises:
        ValueError: The threshold is none; the neck or head needs all stages;
            or there is neither a later stage nor a flip test.
    """
    if isinstance(threshold, bool) or not 0 <= threshold <= 1:
        raise ValueError('`early_exit` is a confidence in 0..1, got '
                         f'{threshold!r}.')
    for part in (network.head, ) if all_stages else (
            network.neck, network.head):
        if not getattr(part, 'can_exit_early', False):
            raise ValueError(f'{type(part).__name__} cannot exit early: the '
                             'output needs all stages.')
    if (network.test_cfg or {}).get('flip_test', False):
        return
    if all_stages:
        raise ValueError('`early_exit` with `onnx` needs a flip test, '
                         '`test_cfg=dict(flip_test=True)`: the file computes '
                         'all stages.')
    if network.neck.num_stages < 2:
        raise ValueError('`early_exit` needs at least two stages or a flip '
                         'test, this network has neither.')


def exit_early(network: nn.Module, pictures: Tensor,
               threshold: float) -> Tensor:
    """Heatmaps of the first stage whose confidence reaches a threshold.

    A picture that does not reach it gets the heatmaps of the last stage; in
    a flip test, only its mirror image is computed, too. Pictures are
    independent of each other, as in a cascade of classifiers (Viola & Jones,
    CVPR 2001; BranchyNet, ICPR 2016).

    Args:
        network: A network that :func:`check_early_exit` accepts.
        pictures: (B, 3, H, W).
        threshold: Of :func:`confidence`.

    Returns:
        (B, K, h, w).
    """
    neck, head = network.neck, network.head
    network.check_size(pictures)
    down = network.backbone(pictures)
    up = neck.first_stage(down)
    heatmaps = head.stage_output(up, 0)
    rows = torch.arange(len(pictures), device=pictures.device)
    for stage in range(1, neck.num_stages):
        hard = confidence(network, heatmaps[rows]) < threshold
        if not hard.any():
            break
        rows = rows[hard]
        down, up = neck.next_stage(
            stage, _select(down, hard), _select(up, hard))
        heatmaps[rows] = head.stage_output(up, stage)
    return heatmaps


def confidence(network: nn.Module, heatmaps: Tensor) -> Tensor:
    """Mean probability of the keypoints, (B,).

    It is the mean score, the height of the peak, if the network has no
    calibration. The calibration was fitted to the last stage.

    Args:
        network: An estimator with its codec.
        heatmaps: (B, K, h, w) of any stage.
    """
    scores = heatmaps.amax((2, 3)).float() / network.head.decoder.peak
    if network.calibration is not None:
        scores = torch.from_numpy(
            network.calibration(np.asarray(scores.cpu()))).to(scores)
    return scores.clamp(0, 1).mean(1)


def _select(maps: tuple, rows: Tensor) -> tuple:
    """The given rows of each map, in the format that convolutions want."""
    return tuple(
        x[rows].contiguous(memory_format=torch.channels_last) for x in maps)
