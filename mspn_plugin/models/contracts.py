"""What backbone, neck, head and supervision hand to each other.

Everywhere inside the package a pyramid is in *stride order*, finest first:
index ``i`` has stride ``stride(i)``: 4, 8, 16, 32, ... input pixels a cell.
"""

from typing import Tuple

from torch import Tensor

#: One feature map a resolution, finest first, each (B, C_i, H_i, W_i).
Pyramid = Tuple[Tensor, ...]

#: One pyramid a stage, in the order the stages are computed.
Stages = Tuple[Pyramid, ...]

#: ``heatmaps[stage][resolution]``, each (B, K, h, w).
Heatmaps = Tuple[Tuple[Tensor, ...], ...]


def stride(resolution: int) -> int:
    """Input pixels a cell of the pyramid's map number ``resolution``."""
    return 4 * 2**resolution
