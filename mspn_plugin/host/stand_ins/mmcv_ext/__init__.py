"""``mmcv._ext`` without a compiler: the operators of 2D pose and detection.

mmcv-lite has the Python side of ``mmcv.ops``, which loads the operators of
this module. Non-maximum suppression, RoIAlign (average) and the focal loss
are computed by torchvision and NumPy with the same results; every other
operator can be imported, and raises ``NotImplementedError`` when it is
called. Signatures are those of mmcv 2.1.0, ``mmcv/ops/csrc``.

``mspn_plugin_finder`` executes this module as ``mmcv._ext``. It imports
nothing of mspn_plugin; see the parent folder.
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
    """Every other operator can be loaded, but not called."""
    if name.startswith('__'):
        raise AttributeError(name)

    def refuse(*args, **kwargs):
        raise missing(caller() or name)

    refuse.__name__ = name
    return refuse
