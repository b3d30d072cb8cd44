"""Reading the config that a tool was given."""

from typing import Optional

from mmengine.config import Config
from mmengine.registry import init_default_scope


def read(path: str, options: Optional[dict] = None) -> Config:
    """A config of a network, and its registries ready.

    Args:
        path: Of the config.
        options: What ``--cfg-options`` said.

    Raises:
        FileNotFoundError: There is none.
        ValueError: It is no Python, or has no ``model``.
    """
    try:
        config = Config.fromfile(path)
    except SyntaxError as error:
        raise ValueError(f'{path} is no config: {error}') from error
    config.merge_from_dict(options or {})
    if 'model' not in config:
        raise ValueError(f'{path} has no `model`.')
    init_default_scope(config.get('default_scope', 'mmpose'))
    return config
