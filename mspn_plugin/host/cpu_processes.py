"""Several training processes without a GPU.

mmengine's launchers assign a GPU to every process. Without GPUs the
replacements use gloo and pass no device, so that
``mim train mmpose CONFIG --launcher pytorch --gpus 2`` trains on CPUs.
"""

import torch
from mmengine.dist import utils
from mmengine.model import MMDistributedDataParallel
from torch import nn

_init_dist_pytorch = utils._init_dist_pytorch


def init_process_group(backend: str, **kwargs):
    """mmengine's start of a process; uses gloo if CUDA is missing."""
    if torch.cuda.is_available():
        _init_dist_pytorch(backend, **kwargs)
    else:
        kwargs.pop('init_backend', None)
        torch.distributed.init_process_group(backend='gloo', **kwargs)


class CPUCompatibleDataParallel(MMDistributedDataParallel):
    """mmengine's wrapper, also for networks on a CPU.

    Args:
        module: The network.
        device_ids: Ignored if the network is on a CPU.
        stock: Other arguments of mmengine's wrapper.
    """

    def __init__(self, module: nn.Module, *, device_ids=None, **stock):
        if next(module.parameters()).device.type == 'cpu':
            device_ids = None
        super().__init__(module, device_ids=device_ids, **stock)
