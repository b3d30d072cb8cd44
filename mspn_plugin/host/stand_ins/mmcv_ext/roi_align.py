"""RoIAlign (He et al., ICCV 2017)."""

import torch
from torch import Tensor
from torchvision.ops import roi_align

from .missing import missing


def roi_align_forward(input: Tensor, rois: Tensor, output: Tensor,
                      argmax_y: Tensor, argmax_x: Tensor, *,
                      aligned_height: int, aligned_width: int,
                      spatial_scale: float, sampling_ratio: int,
                      pool_mode: int, aligned: bool):
    """Write RoIAlign of (B, C, H, W) at rois (R, 5) to output (R, C, h, w).

    Raises:
        NotImplementedError: ``pool_mode`` is 0, the maximum.
    """
    if pool_mode == 0:
        raise missing("RoIAlign with pool_mode='max'")
    output.copy_(
        roi_align(input, rois, (aligned_height, aligned_width), spatial_scale,
                  sampling_ratio, aligned))


def roi_align_backward(grad_output: Tensor, rois: Tensor, argmax_y: Tensor,
                       argmax_x: Tensor, grad_input: Tensor, *,
                       aligned_height: int, aligned_width: int,
                       spatial_scale: float, sampling_ratio: int,
                       pool_mode: int, aligned: bool):
    """Write the gradient of :func:`roi_align_forward` to grad_input."""
    grad_input.copy_(
        torch.ops.torchvision._roi_align_backward(
            grad_output, rois, spatial_scale, aligned_height, aligned_width,
            *grad_input.shape, sampling_ratio, aligned))
