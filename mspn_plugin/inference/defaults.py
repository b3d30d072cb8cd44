"""The networks for photographs that ship with the package."""

from pathlib import Path
from typing import Optional, Tuple

from ..engine.config import shipped_config
from .detectors import DEFAULT, find_detector

#: Config and weights below ``configs``. Pose: 14 joints, trained on LSP and
#: LSP-extended, for research.
POSE = ('mspn/td-hm_2xmspn18-w24_1xb32-5e_lsp-extended-192x144.py',
        'mspn/lsp.pth')


def default_pose() -> Tuple[Path, Path]:
    """Config and weights of the pose network.

    Raises:
        FileNotFoundError: They are not installed.
    """
    config, weights = map(shipped_config, POSE)
    return config, weights


def default_detector() -> Tuple[Path, Optional[Path]]:
    """Config and weights of the detector; weights None: in the config.

    Raises:
        FileNotFoundError: They are not installed.
    """
    return find_detector(DEFAULT)
