"""bfloat16 training on any device, processors included."""

from contextlib import contextmanager
from typing import Iterator

import torch
from mmengine.device import get_device
from mmengine.optim import OptimWrapper
from mmengine.registry import OPTIM_WRAPPERS
from torch import nn


@OPTIM_WRAPPERS.register_module()
class AutocastOptimWrapper(OptimWrapper):
    """The stock wrapper with autocast around the forward pass.

    mmengine's ``AmpOptimWrapper`` refuses processors. bfloat16 has float32's
    range, so no loss is scaled. Worth it where the hardware has bfloat16: an
    AVX2 processor emulates it, a hundred times slower.

    Args:
        stock: What :class:`mmengine.optim.OptimWrapper` takes.
    """

    @contextmanager
    def optim_context(self, model: nn.Module) -> Iterator[None]:
        """Autocast within the stock context."""
        device = get_device().split(':')[0]
        with super().optim_context(model), torch.autocast(
                device, torch.bfloat16):
            yield
