"""Half-precision training on any device, including CPUs."""

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
    """mmengine's ``AmpOptimWrapper`` that also works on CPUs.

    bfloat16 has the range of float32, so only float16's loss is scaled. Use a
    type that the hardware supports: AVX2 CPUs emulate bfloat16, which is a
    hundred times slower.

    Args:
        dtype: 'bfloat16' or 'float16'.
        stock: Arguments of :class:`mmengine.optim.OptimWrapper`.

    Raises:
        ValueError: An unknown dtype, or float16 on a CPU with torch before
            2.3.
    """

    def __init__(self, *, dtype: str = 'bfloat16', **stock):
        if dtype not in DTYPES:
            raise ValueError(f'Unknown training dtype {dtype!r}: choose '
                             f'one of {sorted(DTYPES)}.')
        OptimWrapper.__init__(self, **stock)  # AmpOptimWrapper's needs a GPU
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
        raise ValueError('float16 on CPUs needs torch 2.3 or later, found '
                         f'{torch.__version__}.')
    return torch.cuda.amp.GradScaler(enabled=enabled)
