"""Several training processes without a GPU.

mmengine's launchers give every process a GPU. Where there is none, the
replacements use gloo and pass no device, so that
``mim train mmpose CONFIG --launcher pytorch --gpus 2`` trains on processors.
"""

import torch
from mmengine.dist import utils
from mmengine.model import MMDistributedDataParallel
from torch import nn

_init_dist_pytorch = utils._init_dist_pytorch


def init_process_group(backend: str, **kwargs):
    """mmengine's start of a process; with gloo where CUDA is missing."""
    if torch.cuda.is_available():
        _init_dist_pytorch(backend, **kwargs)
    else:
        kwargs.pop('init_backend', None)
        torch.distributed.init_process_group(backend='gloo', **kwargs)


class CPUCompatibleDataParallel(MMDistributedDataParallel):
    """mmengine's wrapper, for networks on a processor too.

    Args:
        module: The network.
        device_ids: Ignored if the network is on a processor.
        stock: Anything else mmengine's wrapper takes.
    """

    def __init__(self, module: nn.Module, *, device_ids=None, **stock):
        if next(module.parameters()).device.type == 'cpu':
            device_ids = None
        super().__init__(module, device_ids=device_ids, **stock)
