"""Half-precision training on any device, processors included."""

from contextlib import contextmanager
from typing import Iterator

import torch
from mmengine.device import get_device
from mmengine.optim import AmpOptimWrapper, OptimWrapper
from mmengine.registry import OPTIM_WRAPPERS
from torch import nn

DTYPES = dict(bfloat16=torch.bfloat16, float16=torch.float16)


@OPTIM_WRAPPERS.register_module()
class AutocastOptimWrapper(AmpOptimWrapper):
    """mmengine's ``AmpOptimWrapper``, which refuses processors, on them too.

    bfloat16 has float32's range, so its loss is not scaled; float16's is.
    Worth it where the hardware has the type: an AVX2 processor emulates
    bfloat16, a hundred times slower.

    Args:
        dtype: 'bfloat16' or 'float16'.
        stock: What :class:`mmengine.optim.OptimWrapper` takes.

    Raises:
        ValueError: Another dtype, or float16 on a processor with torch
            before 2.3.
    """

    def __init__(self, *, dtype: str = 'bfloat16', **stock):
        if dtype not in DTYPES:
            raise ValueError(f'Unknown dtype {dtype!r} to train in: choose '
                             f'one of {sorted(DTYPES)}.')
        OptimWrapper.__init__(self, **stock)  # its parent's is what refuses
        self.cast_dtype = DTYPES[dtype]
        self.device = get_device().split(':')[0]
        self.loss_scaler = _grad_scaler(self.device, dtype == 'float16')
        self._scale_update_param = None

    @contextmanager
    def optim_context(self, model: nn.Module) -> Iterator[None]:
        """Autocast within the stock context."""
        with OptimWrapper.optim_context(self, model), torch.autocast(
                self.device, self.cast_dtype):
            yield


def _grad_scaler(device: str, enabled: bool) -> 'torch.amp.GradScaler':
    if hasattr(torch.amp, 'GradScaler'):
        return torch.amp.GradScaler(device, enabled=enabled)
    if enabled and device == 'cpu':
        raise ValueError('float16 on processors needs torch 2.3 or later.')
    return torch.cuda.amp.GradScaler(enabled=enabled)
