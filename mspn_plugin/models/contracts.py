"""What backbone, neck, head and supervision hand to each other.

Everywhere inside the package a pyramid is in *stride order*, finest first.
The strides are 4, 8, 16, 32 input pixels a cell unless a head says others.
"""

from typing import Tuple

from torch import Tensor

#: One feature map a resolution, finest first, each (B, C_i, H_i, W_i).
Pyramid = Tuple[Tensor, ...]

#: One pyramid a stage, in the order the stages are computed.
Stages = Tuple[Pyramid, ...]

#: ``heatmaps[stage][prediction]``, each (B, K, h, w).
Heatmaps = Tuple[Tuple[Tensor, ...], ...]


def check_truncation(wanted: int, found: int):
    """Raise if a network of ``found`` stages cannot stop after ``wanted``."""
    if not 1 <= wanted <= found:
        raise ValueError(f'A network of {found} stages cannot stop after '
                         f'stage {wanted}.')
