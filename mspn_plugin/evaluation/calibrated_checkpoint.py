"""A checkpoint -> the same with a calibration of its scores."""

import hashlib
from pathlib import Path
from typing import NamedTuple, Union

from mmengine.config import Config
from mmengine.runner import Runner
from mmengine.runner.checkpoint import CheckpointLoader, save_checkpoint

from ..engine.calibration import Calibration
from ..engine.network import init_network
from .calibration import (
    expected_calibration_error,
    fit_calibration,
    hidden_share,
    score_labelled,
)


class Calibrated(NamedTuple):
    """A calibration and its figures on the keypoints that it was fitted to.

    Attributes:
        calibration: Scores -> probabilities.
        keypoints: Number of keypoints.
        right: Share of them that is right.
        error: Expected calibration error, in 0..1.
        hidden: Share of right keypoints with a probability below 0.5; NaN
            if none is right.
        sha256: Of the file that was written.
    """
    calibration: Calibration
    keypoints: int
    right: float
    error: float
    hidden: float
    sha256: str


def calibrate_checkpoint(config: Config,
                         checkpoint: Union[str, Path],
                         target: Union[str, Path],
                         *,
                         dataloader: str = 'calibration_dataloader',
                         device: str = 'cpu') -> Calibrated:
    """Fit a calibration and write it beside the weights.

    Args:
        config: Of the network.
        checkpoint: Its weights.
        target: The checkpoint to write: the same weights, and the table in
            ``meta['calibration']``.
        dataloader: Key of the config; labelled people that the network was
            not trained on.
        device: Device of the network.

    Raises:
        FileNotFoundError: There is no such checkpoint.
        ValueError: The config has no such dataloader.
    """
    if config.get(dataloader) is None:
        known = [key for key in config if key.endswith('_dataloader')]
        raise ValueError(f'The config has no {dataloader}: choose one of '
                         f'{", ".join(known)} with --dataloader KEY.')
    network = init_network(config, checkpoint, device=device)
    batches = Runner.build_dataloader(config[dataloader], seed=0)
    scores, right = score_labelled(network, batches)
    calibration = fit_calibration(scores, right)
    probabilities = calibration(scores)
    loaded = CheckpointLoader.load_checkpoint(
        str(checkpoint), map_location='cpu')
    loaded.setdefault('meta', {})['calibration'] = calibration.to_meta()
    save_checkpoint(loaded, str(target))
    return Calibrated(
        calibration, len(scores), float(right.mean()),
        expected_calibration_error(probabilities, right),
        hidden_share(probabilities, right),
        hashlib.sha256(Path(target).read_bytes()).hexdigest())
