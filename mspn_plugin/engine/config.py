"""Read configs: the user's and those that ship with the package."""

from pathlib import Path
from typing import Optional, Union

from mmengine.config import Config
from mmengine.registry import init_default_scope

import mspn_plugin_finder


def load_config(path: Union[str, Path],
                options: Optional[dict] = None) -> Config:
    """Read the config of a network and set the default scope.

    Args:
        path: Path of the config.
        options: The values of ``--cfg-options``, which override the config.

    Raises:
        FileNotFoundError: The file does not exist.
        ValueError: The file is not Python, or has no ``model``.
    """
    try:
        config = Config.fromfile(path)
    except SyntaxError as error:
        raise ValueError(f'{path} is not a config: {error}') from error
    config.merge_from_dict(options or {})
    if 'model' not in config:
        raise ValueError(f'{path} has no `model`.')
    init_default_scope(config.get('default_scope', 'mmpose'))
    return config


def shipped_config(name: str) -> Path:
    """Path of a file or folder below ``configs``.

    It is in the checkout or in the installed package.

    Args:
        name: Path relative to ``configs``.

    Raises:
        FileNotFoundError: It is in neither.
    """
    return Path(mspn_plugin_finder.shipped_config(name))
