"""Run-length encoded masks: pycocotools' functions."""

from pycocotools.mask import *  # noqa: F401, F403
from pycocotools.mask import (  # noqa: F401
    area,
    decode,
    encode,
    frPyObjects,
    iou,
    merge,
    toBbox,
)
