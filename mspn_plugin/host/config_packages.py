"""Configs by names such as ``mspn_plugin::mspn/quickstart.py``.

mmengine knows the packages of OpenMMLab by a table, and looks for their
configs in ``.mim`` of the installed package. For each name it reads all
metafiles of the package, which takes longer than the rest of the config.
"""

from functools import lru_cache
from pathlib import Path
from typing import Optional, Tuple

from mmengine.config import Config
from mmengine.fileio import load
from mmengine.hub import hub
from mmengine.registry import MODELS, DefaultScope
from mmengine.runner import load_checkpoint
from torch import nn

import mspn_plugin_finder

_get_config, _get_model = hub.get_config, hub.get_model
_get_cfg_path = Config._get_cfg_path
PREFIX = mspn_plugin_finder.PREFIX


def get_cfg_path(cfg_path: str, filename: str) -> Tuple[str, Optional[str]]:
    """mmengine's; configs of this package by their own path.

    A name of a package is looked up once.

    Raises:
        FileNotFoundError: This package has no such config.
    """
    if cfg_path.startswith(PREFIX):
        return mspn_plugin_finder.shipped_config(cfg_path), None
    if '::' in cfg_path:
        return _in_package(cfg_path)
    return _get_cfg_path(cfg_path, filename)


@lru_cache(maxsize=None)
def _in_package(cfg_path: str) -> Tuple[str, Optional[str]]:
    return _get_cfg_path(cfg_path, '')


def get_config(cfg_path: str, pretrained: bool = False) -> Config:
    """mmengine's; configs of this package by their own path.

    Raises:
        FileNotFoundError: This package has no such config, or no weights for
            it if they are asked for.
    """
    if not cfg_path.startswith(PREFIX):
        return _get_config(cfg_path, pretrained)
    path = Path(mspn_plugin_finder.shipped_config(cfg_path))
    config = Config.fromfile(path)
    if pretrained:
        config.model_path = str(_shipped_weights(path))
    return config


def get_model(cfg_path: str, pretrained: bool = False, **kwargs) -> nn.Module:
    """mmengine's; networks of this package by the path of their config."""
    if not cfg_path.startswith(PREFIX):
        return _get_model(cfg_path, pretrained, **kwargs)
    config = get_config(cfg_path, pretrained)
    with DefaultScope.overwrite_default_scope(config.default_scope):
        model = MODELS.build(config.model, default_args=kwargs)
    if pretrained:
        load_checkpoint(model, config.model_path, map_location='cpu')
        model._is_init = True  # a Runner would initialise it again
    return model


def _shipped_weights(config: Path) -> Path:
    """Weights of the config's name, or those that the metafile names."""
    if config.with_suffix('.pth').exists():
        return config.with_suffix('.pth')
    metafile = config.with_name('metafile.yml')
    for model in load(metafile)['Models'] if metafile.exists() else ():
        if Path(model['Config']).name == config.name and 'Weights' in model:
            return config.with_name(Path(model['Weights']).name)
    raise FileNotFoundError(f'{config.name} has no shipped weights; '
                            'configs/README.md lists them.')
