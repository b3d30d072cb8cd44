"""The networks for photographs that ship with the package."""

import logging
from importlib.util import find_spec
from pathlib import Path
from typing import Tuple

from mmengine.logging import print_log

from ..engine.config import shipped_config

#: Config and weights below ``configs``. 19 keypoints, trained on LSP,
#: LSP-extended and people of COCO, for research; it needs timm.
POSE = ('photographs/td-hm_2xmspn-movenet_1xb32-4e_people-224x160.py',
        'photographs/people.pth')
#: Without timm: 14 joints, trained on LSP and LSP-extended, for research.
POSE_WITHOUT_TIMM = (
    'mspn/td-hm_2xmspn18-w24_1xb32-5e_lsp-extended-192x144.py',
    'mspn/lsp.pth')
DETECTOR = ('detection/rtmdet_r18-w24_1xb32-2e_rendered-people-lsp-256.py',
            'detection/person.pth')


def default_pose() -> Tuple[Path, Path]:
    """Config and weights of the pose network.

    Without timm it is an older network of lower accuracy, with a warning.

    Raises:
        FileNotFoundError: They are not installed.
    """
    chosen = POSE
    if find_spec('timm') is None:
        print_log(
            'timm is not installed: the default network is the older one of '
            '14 joints. For the better one: pip install timm.',
            logger='current',
            level=logging.WARNING)
        chosen = POSE_WITHOUT_TIMM
    config, weights = map(shipped_config, chosen)
    return config, weights


def default_detector() -> Tuple[Path, Path]:
    """Config and weights of the detector.

    Raises:
        FileNotFoundError: They are not installed.
    """
    config, weights = map(shipped_config, DETECTOR)
    return config, weights
