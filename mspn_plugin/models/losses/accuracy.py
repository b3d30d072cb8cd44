"""Accuracy of heatmaps for the training log."""

import torch
from torch import Tensor


def heatmap_pck(heatmaps: Tensor,
                keypoints: Tensor,
                weights: Tensor,
                *,
                threshold: float = 0.05) -> Tensor:
    """Fraction of visible keypoints near their peak, logged as ``acc_pose``.

    mmpose's heads compute the same number with NumPy; this function works on
    the device and in any dtype.

    Args:
        heatmaps: (B, K, h, w).
        keypoints: (B, K, 2), x and y relative to the input's size.
        weights: (B, K), 0 if invisible.
        threshold: The largest distance, relative to the input's size.

    Returns:
        Scalar in 0..1; 0 if no keypoint is visible.
    """
    height, width = heatmaps.shape[2:]
    peak = heatmaps.flatten(2).argmax(dim=2)
    cell = torch.stack([peak % width, peak // width], dim=2) + 0.5
    distance = cell / cell.new_tensor([width, height]) - keypoints
    near = (distance.norm(dim=2) <= threshold) & (weights > 0)
    return near.sum() / (weights > 0).sum().clamp(min=1)
