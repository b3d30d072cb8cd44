"""Several processes without a GPU.

mmengine's launchers name a GPU for every process. Without one, importing this
package makes them talk over gloo and leaves the devices out, so that
``mim train mmpose CONFIG --launcher pytorch --gpus 2`` trains on processors.
"""

import torch
from mmengine.dist import utils
from mmengine.model import MMDistributedDataParallel
from mmengine.runner import runner
from torch import nn

_init_with_gpus = utils._init_dist_pytorch


def _init_dist_pytorch(backend: str, **kwargs):
    if torch.cuda.is_available():
        _init_with_gpus(backend, **kwargs)
    else:
        kwargs.pop('init_backend', None)
        torch.distributed.init_process_group(backend='gloo', **kwargs)


class ProcessParallel(MMDistributedDataParallel):
    """The stock wrapper, which here also takes a network on a processor."""

    def __init__(self, module: nn.Module, *, device_ids=None, **stock):
        if next(module.parameters()).device.type == 'cpu':
            device_ids = None
        super().__init__(module, device_ids=device_ids, **stock)


utils._init_dist_pytorch = _init_dist_pytorch
runner.MMDistributedDataParallel = ProcessParallel
