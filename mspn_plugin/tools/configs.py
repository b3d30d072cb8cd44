"""Reading the config that a tool was given."""

from argparse import Namespace
from typing import Optional

from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmpose.apis import init_model
from mmpose.registry import DATASETS


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


def network_and_test_set(args: Namespace) -> tuple:
    """What ``config``, ``checkpoint``, ``device`` and ``cfg_options`` name.

    Returns:
        The network with its weights, and the config's test set.
    """
    config = read(args.config, args.cfg_options)
    model = init_model(config, args.checkpoint, device=args.device)
    return model, DATASETS.build(config.test_dataloader.dataset)
