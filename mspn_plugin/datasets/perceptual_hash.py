"""Pictures that look alike, however they were saved or scaled."""

import cv2
import numpy as np

SIDE, KEPT = 32, 16
#: Of a hash: every kept frequency but the mean.
BITS = KEPT * KEPT - 1


def perceptual_hash(picture: np.ndarray) -> np.ndarray:
    """Which low frequencies are above the median: (BITS, ) bool.

    Args:
        picture: (H, W, 3) uint8, or grey.
    """
    if picture.ndim == 3:
        picture = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    small = cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    waves = cv2.dct(small.astype(np.float32))[:KEPT, :KEPT].ravel()[1:]
    return waves > np.median(waves)


def hamming_distances(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Bits that differ: (M, BITS) and (N, BITS) bool -> (M, N)."""
    a, b = (2. * x - 1 for x in (some, others))
    return ((BITS - a @ b.T) / 2).round().astype(int)
