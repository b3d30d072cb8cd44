"""Build networks and load their weights."""

import logging
from pathlib import Path
from typing import Optional, Sequence, Tuple, Union

from mmengine.config import Config
from mmengine.dataset import BaseDataset
from mmengine.logging import print_log
from mmengine.runner.checkpoint import CheckpointLoader
from mmpose.apis import init_model
from mmpose.models import TopdownPoseEstimator
from mmpose.registry import DATASETS
from torch import nn

from .calibration import Calibration
from .config import load_config
from .weights import (
    MIN_MATCHED,
    check_weights,
    complete_state,
    weights_of,
)


def init_network(config: Union[str, Path, Config],
                 checkpoint: Optional[Union[str, Path]] = None,
                 *,
                 ensemble: Sequence[Union[str, Path]] = (),
                 onnx: Optional[Union[str, Path]] = None,
                 device: str = 'cpu',
                 min_matched: float = MIN_MATCHED) -> TopdownPoseEstimator:
    """Build the network of a config, in evaluation mode.

    Args:
        config: Path of the config, or the result of :func:`load_config`.
        checkpoint: Weights of the network; None: random ones.
        ensemble: Weights of more networks of the config; their heatmaps are
            averaged, see :mod:`.ensemble`.
        onnx: A file of :mod:`mspn_plugin.export`; ONNX Runtime then computes
            the heatmaps. Flip test and evaluators work as before.
        device: Device of the network.
        min_matched: Fraction of the network's tensors that the checkpoint
            must have; 0 allows any checkpoint.

    Raises:
        FileNotFoundError: There is no such config or checkpoint.
        ForeignCheckpoint: The checkpoint is of another network.
        ValueError: The config is no Python, or has no ``model``; or an
            ensemble of another class than :class:`MultiStagePoseEstimator`.
    """
    if not isinstance(config, Config):
        config = load_config(config)
    network = init_model(config, device=device)
    if checkpoint is not None:
        load_weights(network, checkpoint, min_matched=min_matched)
    if ensemble:
        if not hasattr(network, 'deploy'):
            raise ValueError(
                'An ensemble needs a MultiStagePoseEstimator; the network of '
                f'the config is a {type(network).__name__}.')
        network.deploy = dict(network.deploy or {},
                              ensemble=list(map(str, ensemble)))
        network.calibration = None  # of the scores of one network
    if onnx is not None:
        network.deploy = dict(onnx=str(onnx))
    return network


def load_weights(network: TopdownPoseEstimator,
                 checkpoint: Union[str, Path],
                 *,
                 min_matched: float = MIN_MATCHED):
    """Load weights and the metainfo of the keypoints, for inference.

    One line reports tensors that do not fit.

    Args:
        network: A network of :func:`mmpose.apis.init_model`.
        checkpoint: Weights of the network.
        min_matched: As in :func:`init_network`.

    Raises:
        FileNotFoundError: There is no such checkpoint.
        ForeignCheckpoint: The checkpoint is of another network.
    """
    loaded = CheckpointLoader.load_checkpoint(
        str(checkpoint), map_location='cpu')
    state = weights_of(loaded)
    match = check_weights(
        network, state, str(checkpoint), min_matched=min_matched,
        inference=True)
    if match.anew or match.left_over:
        print_log(f'{checkpoint}: {match}.', logger='current',
                  level=logging.WARNING)
    network.load_state_dict(complete_state(network, state))
    meta = loaded.get('meta', {})
    if meta.get('dataset_meta') is not None:
        network.dataset_meta = meta['dataset_meta']
    network.calibration = Calibration.from_meta(meta.get('calibration'))


def check_file(network: nn.Module, checkpoint: Union[str, Path]):
    """Raise if the tensors of a network and of a file differ.

    Raises:
        FileNotFoundError: There is no such checkpoint.
        ForeignCheckpoint: The checkpoint is of another network.
    """
    loaded = CheckpointLoader.load_checkpoint(
        str(checkpoint), map_location='cpu')
    check_weights(
        network, weights_of(loaded), str(checkpoint), inference=True)


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
        checkpoint: Weights of the network; None: random ones.
        device: Device of the network.
        options: The values of ``--cfg-options``, which override the config.

    Raises:
        FileNotFoundError: There is no such config or checkpoint.
        ValueError: The config is no Python, or has no ``model``.
    """
    loaded = load_config(config, options)
    network = init_network(loaded, checkpoint, device=device)
    return network, DATASETS.build(loaded.test_dataloader.dataset)
