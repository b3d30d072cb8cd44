"""``_base_ = 'mspn_plugin::mspn/quickstart.py'`` and ``get_config`` of it.

mmengine knows the packages of OpenMMLab by a table, and looks for their
configs in ``.mim`` of the installed package.
"""

from typing import Optional, Tuple

from mmengine.config import Config
from mmengine.hub import hub

import mspn_plugin_finder

_get_config = hub.get_config
_get_cfg_path = Config._get_cfg_path
PREFIX = mspn_plugin_finder.PREFIX


def get_cfg_path(cfg_path: str, filename: str) -> Tuple[str, Optional[str]]:
    """mmengine's; configs of this package by their own path.

    Raises:
        FileNotFoundError: This package has no such config.
    """
    if cfg_path.startswith(PREFIX):
        return mspn_plugin_finder.shipped_config(cfg_path), None
    return _get_cfg_path(cfg_path, filename)


def get_config(cfg_path: str, pretrained: bool = False) -> Config:
    """mmengine's; configs of this package by their own path."""
    if cfg_path.startswith(PREFIX):
        return Config.fromfile(mspn_plugin_finder.shipped_config(cfg_path))
    return _get_config(cfg_path, pretrained)
