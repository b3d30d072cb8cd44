"""Batch norm over the pictures of all processes, on any device."""

import torch
from mmengine.registry import MODELS
from torch import Tensor, nn
from torch import distributed as dist
from torch.distributed.nn.functional import all_reduce


@MODELS.register_module()
class ProcessBN(nn.BatchNorm2d):
    """Synchronised batch norm that also works on CPUs, unlike ``SyncBN``.

    ``norm_cfg=dict(type='ProcessBN')`` sets it for all norms of a network.
    With one process, or in evaluation, it is the stock layer.

    Args:
        stock: Arguments of :class:`torch.nn.BatchNorm2d`.
    """

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> same shape, normalised over all processes."""
        if not (self.training and dist.is_initialized()
                and dist.get_world_size() > 1):
            return super().forward(x)
        self.num_batches_tracked += 1
        mean, variance, count = _moments(x)
        with torch.no_grad():
            unbiased = variance * count / (count - 1)
            self.running_mean.lerp_(mean, self.momentum)
            self.running_var.lerp_(unbiased, self.momentum)
        scale = self.weight * (variance + self.eps).rsqrt()
        shift = self.bias - mean * scale
        return x * scale[:, None, None] + shift[:, None, None]


def _moments(x: Tensor):
    """Mean and variance (C,) over all processes, and number of values."""
    count = x.new_tensor([x.numel() / x.shape[1]])
    summed = torch.cat([x.sum(dim=(0, 2, 3)), count])
    summed = all_reduce(summed)
    count = summed[-1].detach()
    mean = summed[:-1] / count
    squares = (x - mean[:, None, None]).square().sum(dim=(0, 2, 3))
    return mean, all_reduce(squares) / count, count
