"""Opening a network with its weights."""

from pathlib import Path
from typing import Optional, Tuple, Union

from mmengine.config import Config
from mmengine.dataset import BaseDataset
from mmpose.apis import init_model
from mmpose.models import TopdownPoseEstimator
from mmpose.registry import DATASETS

from .config import load_config


def init_network(config: Union[str, Path, Config],
                 checkpoint: Optional[Union[str, Path]] = None,
                 *,
                 onnx: Optional[Union[str, Path]] = None,
                 device: str = 'cpu') -> TopdownPoseEstimator:
    """Build the network of a config, in evaluation mode.

    Args:
        config: A path, or what :func:`load_config` returned.
        checkpoint: Its weights; None for random ones.
        onnx: A file of :mod:`mspn_plugin.export`; ONNX Runtime then computes
            the heatmaps. Flip test and evaluators work as before.
        device: Where the network runs.

    Raises:
        FileNotFoundError: There is no such config or checkpoint.
        ValueError: The config is no Python, or has no ``model``.
    """
    if not isinstance(config, Config):
        config = load_config(config)
    if checkpoint is not None:
        checkpoint = str(checkpoint)
    network = init_model(config, checkpoint, device=device)
    if onnx is not None:
        network.deploy = dict(onnx=str(onnx))
    return network


def init_network_and_test_set(
        config: Union[str, Path],
        checkpoint: Optional[Union[str, Path]],
        *,
        device: str = 'cpu',
        options: Optional[dict] = None
) -> Tuple[TopdownPoseEstimator, BaseDataset]:
    """Build the network of a config and its test set.

    Args:
        config: Path of the config.
        checkpoint: Weights of the network; None for random ones.
        device: Where the network runs.
        options: Of ``--cfg-options``; they override the config.

    Raises:
        FileNotFoundError: There is no such config or checkpoint.
        ValueError: The config is no Python, or has no ``model``.
    """
    loaded = load_config(config, options)
    network = init_network(loaded, checkpoint, device=device)
    return network, DATASETS.build(loaded.test_dataloader.dataset)
