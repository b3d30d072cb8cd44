"""Strided depthwise convolutions that train faster on processors."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class SlicedConv2d(nn.Conv2d):
    """A depthwise convolution of stride s: stride 1, then every s-th cell.

    On a processor, PyTorch's backward pass of a strided depthwise convolution
    takes longer than that of the s^2 times larger one. In evaluation mode and
    on other devices the convolution is strided. The values are equal.

    Args:
        conv: The convolution to replace. Its parameters are shared; timm's
            ``Conv2dSame``, which pads by the size of the input, is possible.
    """

    def __init__(self, conv: nn.Conv2d):
        with torch.device('meta'):  # draw no weights
            super().__init__(
                conv.in_channels, conv.out_channels, conv.kernel_size,
                stride=conv.stride, padding=conv.padding,
                dilation=conv.dilation, groups=conv.groups,
                bias=conv.bias is not None)
        self.weight, self.bias = conv.weight, conv.bias
        self.same = type(conv).__name__ == 'Conv2dSame'  # timm's
        self.train(conv.training)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C', H / s, W / s), rounded up."""
        if self.same:
            from timm.layers import pad_same  # an optional package
            x = pad_same(x, self.kernel_size, self.stride, self.dilation)
        rows, columns = self.stride
        slices = self.training and x.device.type == 'cpu'
        y = F.conv2d(x, self.weight, self.bias, 1 if slices else self.stride,
                     self.padding, self.dilation, self.groups)
        return y[..., ::rows, ::columns] if slices else y


def slice_strides(module: nn.Module):
    """Replace the strided depthwise convolutions of ``module``, in place.

    Names and values of its parameters do not change.
    """
    for parent in list(module.modules()):
        for name, child in list(parent.named_children()):
            if (isinstance(child, nn.Conv2d) and max(child.stride) > 1
                    and child.groups == child.in_channels > 1
                    and child.padding_mode == 'zeros'):
                setattr(parent, name, SlicedConv2d(child))
