"""Calibration pictures and tests of exported networks."""

import copy
import random
from pathlib import Path
from typing import Iterator, List, Optional, Sequence, Union

from mmengine.config import Config
from mmengine.dataset import pseudo_collate
from mmengine.evaluator import Evaluator
from mmengine.runner import Runner
from mmengine.utils import ProgressBar, track_iter_progress
from mmpose.models import TopdownPoseEstimator
from mmpose.registry import DATASETS
from torch import Tensor

from ..engine.network import init_network

BATCH = 16


def calibration_batches(config: Config, network: TopdownPoseEstimator,
                        pictures: int) -> Iterator[Tensor]:
    """Training pictures, with the pipeline of the test.

    Args:
        config: Config of the network and its data.
        network: The network whose preprocessor normalises the pictures.
        pictures: Number of pictures, drawn at random with a fixed seed.

    Yields:
        (B, 3, H, W), normalised.
    """
    data = copy.deepcopy(config.train_dataloader.dataset)
    data.pipeline = config.test_dataloader.dataset.pipeline
    dataset = DATASETS.build(data)
    chosen = random.Random(0).sample(
        range(len(dataset)), min(pictures, len(dataset)))
    starts: List[int] = list(range(0, len(chosen), BATCH))
    for start in track_iter_progress(starts):
        batch = [dataset[i] for i in chosen[start:start + BATCH]]
        yield network.data_preprocessor(pseudo_collate(batch))['inputs']


def evaluate(config: Config,
             checkpoint: Union[str, Path],
             onnx: Optional[Union[str, Path]] = None,
             *,
             ensemble: Sequence[Union[str, Path]] = ()) -> dict:
    """Run the config's test.

    Args:
        config: Config of the network, its data and its evaluator.
        checkpoint: Weights of the network.
        onnx: Exported network to test instead; None: test with PyTorch.
        ensemble: Weights of more networks; the heatmaps are averaged.

    Returns:
        The evaluator's metrics.
    """
    network = init_network(
        config, checkpoint, onnx=onnx, ensemble=() if onnx else ensemble)
    loader = Runner.build_dataloader(config.test_dataloader)
    evaluator = Evaluator(config.test_evaluator)
    evaluator.dataset_meta = loader.dataset.metainfo
    bar = ProgressBar(len(loader))
    for batch in loader:
        evaluator.process(network.test_step(batch), batch)
        bar.update()
    return evaluator.evaluate(len(loader.dataset))
