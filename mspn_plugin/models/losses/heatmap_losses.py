"""Heatmap losses: one number per keypoint, then one per person."""

import torch
import torch.nn.functional as F
from torch import Tensor


def heatmap_mse(heatmaps: Tensor, targets: Tensor) -> Tensor:
    """Mean squared error of each heatmap: two (B, K, h, w) -> (B, K).

    The unit is the target's squared: up to 255 ** 2 with MSPN's targets.
    Half-precision predictions are compared in float32.
    """
    heatmaps = heatmaps.to(targets.dtype)
    return F.mse_loss(heatmaps, targets, reduction='none').mean(dim=(2, 3))


def ohkm(losses: Tensor, topk: int) -> Tensor:
    """Online hard keypoint mining: the mean of the ``topk`` largest.

    The sum is always divided by ``topk`` (by K if K is smaller). A person
    with fewer visible keypoints, whose other losses are zero, has a lower
    weight, as with the mean of all keypoints.

    Source: CPN, Sec. 3.2; MSPN, Sec. 3.3. MSPN does not give ``topk``: 8 of
    17 is CPN's and the official code's.

    Args:
        losses: (B, K), zero if a keypoint is invisible.
        topk: Number of hardest keypoints.

    Returns:
        (B,).

    Examples:
        >>> ohkm(torch.tensor([[4., 1., 3., 0.]]), topk=2)
        tensor([3.5000])
    """
    hardest = torch.topk(losses, k=min(topk, losses.shape[1]), dim=1).values
    return hardest.mean(dim=1)


def hard_keypoint_mask(losses: Tensor, topk: int) -> Tensor:
    """Keypoints that :func:`ohkm` selects: (B, K) -> (B, K) bool."""
    places = torch.topk(losses, k=min(topk, losses.shape[1]), dim=1).indices
    return torch.zeros_like(losses, dtype=torch.bool).scatter(1, places, True)
