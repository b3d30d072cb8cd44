"""Hashes of pictures that survive scaling and compression."""

import cv2
import numpy as np

SIDE, KEPT = 32, 16
#: Length of a hash: all kept frequencies except the mean.
BITS = KEPT * KEPT - 1


def perceptual_hash(picture: np.ndarray) -> np.ndarray:
    """Whether each low frequency is above the median: (BITS, ) bool.

    Args:
        picture: (H, W, 3) uint8, or grey.
    """
    if picture.ndim == 3:
        picture = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    small = cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    waves = cv2.dct(small.astype(np.float32))[:KEPT, :KEPT].ravel()[1:]
    return waves > np.median(waves)


def hamming_distances(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Number of bits that differ: (M, BITS), (N, BITS) bool -> (M, N)."""
    a, b = (2. * x - 1 for x in (some, others))
    return ((BITS - a @ b.T) / 2).round().astype(int)
