"""Tables of cv2's Gaussian blur along one axis."""

from functools import lru_cache

import cv2
import numpy as np
import torch
from torch import Tensor


@lru_cache(maxsize=64)
def gaussian_table(size: int, kernel_size: int, dtype: torch.dtype,
                   device: torch.device, normalise: str) -> Tensor:
    """(size, size): row ``c`` is the blurred bright cell ``c``, peak 1."""
    check_kernel(kernel_size)
    blurred = _blur_matrix(size, kernel_size, cv2.BORDER_REFLECT_101).T
    # the maximum of an outer product is the product of the two maxima
    peak = np.diag(blurred) if normalise == 'keypoint' else blurred.max(1)
    return torch.from_numpy(blurred / peak[:, None]).to(device, dtype)


@lru_cache(maxsize=64)
def blur_filter(size: int, kernel_size: int, device: torch.device) -> Tensor:
    """(size, size): matrix of the blur with zeros outside."""
    matrix = _blur_matrix(size, kernel_size, cv2.BORDER_CONSTANT)
    return torch.from_numpy(matrix).to(device, torch.float32)


def _blur_matrix(size: int, kernel_size: int, border: int) -> np.ndarray:
    # Blurring the unit matrix along its columns blurs every unit vector.
    return cv2.GaussianBlur(
        np.eye(size), (1, kernel_size), 0, borderType=border)


def check_kernel(kernel_size: int):
    """Raise a ValueError unless the size is odd and positive."""
    if kernel_size < 1 or kernel_size % 2 == 0:
        raise ValueError('A kernel size must be odd and positive, got '
                         f'{kernel_size}.')
