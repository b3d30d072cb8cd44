"""Types that backbone, neck, head and supervision exchange.

Everywhere in the package a pyramid is in *stride order*, finest first. The
strides are 4, 8, 16, 32 input pixels per cell, unless a head has others.
"""

from typing import Tuple

from torch import Tensor

#: One feature map per resolution, finest first, each (B, C_i, H_i, W_i).
Pyramid = Tuple[Tensor, ...]

#: One pyramid per stage, in the order in which the stages are computed.
Stages = Tuple[Pyramid, ...]

#: ``heatmaps[stage][prediction]``, each (B, K, h, w).
Heatmaps = Tuple[Tuple[Tensor, ...], ...]


def check_truncation(wanted: int, found: int):
    """Raise if a network of ``found`` stages cannot stop after ``wanted``."""
    if not 1 <= wanted <= found:
        raise ValueError(f'A network of {found} stages cannot stop after '
                         f'stage {wanted}.')
