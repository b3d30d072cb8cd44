"""Direction in which a peak moves by a quarter of a cell (MSPN, Sec. 4.2)."""

import torch
from torch import Tensor


def _to_neighbours(heatmaps: Tensor, peak: Tensor) -> Tensor:
    """+-1/4 along each axis toward the higher neighbour, 0 on the border.

    Args:
        heatmaps: (B, K, h, w).
        peak: (B, K, 2), x and y of the highest cell.

    Returns:
        (B, K, 2).
    """
    height, width = heatmaps.shape[2:]
    flat, (x, y) = heatmaps.flatten(2), peak.unbind(2)
    return torch.stack([
        _along(flat, y * width, x, 1, width),
        _along(flat, x, y, width, height)
    ], dim=2)  # yapf: disable


def _along(flat: Tensor, base: Tensor, position: Tensor, step: int,
           size: int) -> Tensor:
    """One axis of ``_to_neighbours``.

    Args:
        flat: (B, K, h * w).
        base: (B, K), index of the axis's first cell.
        position: (B, K), the peak along the axis.
        step: Index distance of neighbours.
        size: Cells along the axis.
    """
    before = base + (position - 1).clamp(min=0) * step
    after = base + (position + 1).clamp(max=size - 1) * step
    low, high = (
        flat.gather(2, cell[..., None])[..., 0] for cell in (before, after))
    inner = (position > 0) & (position < size - 1)
    return 0.25 * (high - low).sign() * inner


def _to_second(heatmaps: Tensor, peak: Tensor) -> Tensor:
    """1/4 toward the second highest cell; see ``_to_neighbours``."""
    width = heatmaps.shape[3]
    first = peak[..., 1:] * width + peak[..., :1]
    rest = heatmaps.flatten(2).scatter(2, first, -torch.inf)
    second = rest.argmax(dim=2)
    way = torch.stack([second % width, second // width], dim=2) - peak
    return 0.25 * way / way.float().norm(dim=2, keepdim=True).clamp(min=1)


QUARTER_SHIFTS = dict(neighbours=_to_neighbours, second=_to_second)
