"""The networks for photographs that ship with the package."""

import logging
from importlib.util import find_spec
from pathlib import Path
from typing import Tuple

from mmengine.logging import print_log

from ..engine.config import shipped_config
from .detectors import find_detector

#: Config and weights below ``configs``. 19 keypoints, trained on LSP,
#: LSP-extended and people of COCO; for research only. It needs timm.
POSE = ('photographs/td-hm_2xmspn-movenet_1xb32-4e_people-224x160.py',
        'photographs/people.pth')
#: Without timm: 14 joints, trained on LSP and LSP-extended; for research only.
POSE_WITHOUT_TIMM = (
    'mspn/td-hm_2xmspn18-w24_1xb32-5e_lsp-extended-192x144.py',
    'mspn/lsp.pth')


def default_pose() -> Tuple[Path, Path]:
    """Return the config and the weights of the default pose network.

    If timm is not installed, it is an older network of lower accuracy, and a
    warning is logged.

    Raises:
        FileNotFoundError: They are not installed.
    """
    chosen = POSE
    if find_spec('timm') is None:
        print_log(
            'timm is not installed: the older network of 14 joints is used. '
            'For the better one, run: pip install timm',
            logger='current',
            level=logging.WARNING)
        chosen = POSE_WITHOUT_TIMM
    config, weights = map(shipped_config, chosen)
    return config, weights


def default_detector() -> Tuple[Path, Path]:
    """Return the config and the weights of the default detector.

    Without ONNX Runtime it is an older one that finds fewer people, with a
    warning.

    Raises:
        FileNotFoundError: They are not installed.
    """
    return find_detector()
