"""``mmcv._ext`` without a compiler: what 2D pose and detection call of it.

mmcv-lite has the Python side of ``mmcv.ops``, which loads the operators of
this module. Non-maximum suppression, RoIAlign (average) and the focal loss
are computed by torchvision and NumPy with the same results; every other
operator can be imported, and raises ``NotImplementedError`` when it is
called. Signatures are those of mmcv 2.1.0, ``mmcv/ops/csrc``.

The module is executed as ``mmcv._ext`` by ``mspn_plugin_finder`` and imports
nothing of mspn_plugin, whose own import may be what needs it.
"""

from typing import Callable

from .focal_loss import sigmoid_focal_loss_backward, sigmoid_focal_loss_forward
from .missing import caller, missing
from .roi_align import roi_align_backward, roi_align_forward
from .suppression import nms, nms_match, softnms

__all__ = [
    'get_compiler_version', 'get_compiling_cuda_version', 'nms', 'nms_match',
    'roi_align_backward', 'roi_align_forward', 'sigmoid_focal_loss_backward',
    'sigmoid_focal_loss_forward', 'softnms'
]


def get_compiler_version() -> str:
    """For mmcv's ``collect_env``."""
    return 'n/a (operators of torchvision)'


def get_compiling_cuda_version() -> str:
    """For mmcv's ``collect_env``."""
    return 'n/a (operators of torchvision)'


def __getattr__(name: str) -> Callable:
    """Every other operator: it can be loaded and not called."""
    if name.startswith('__'):
        raise AttributeError(name)

    def refuse(*args, **kwargs):
        raise missing(caller() or name)

    refuse.__name__ = name
    return refuse
