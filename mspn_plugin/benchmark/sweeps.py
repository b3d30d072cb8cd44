"""Cost by number of stages, by input size and by people in a picture."""

from functools import partial
from pathlib import Path
from typing import Dict, Hashable, List

import numpy as np
from mmengine.config import Config
from mmpose.apis import inference_topdown
from mmpose.datasets.datasets.utils import parse_pose_metainfo
from mmpose.models import TopdownPoseEstimator

from .names import MMPOSE
from .networks import build_networks
from .timing import Workloads, time_interleaved
from .workloads import batch_of, build_dataset, inference

STAGES = (1, 2, 3, 4)
SIZES = ((96, 128), (144, 192), (192, 256), (288, 384))
PEOPLE = (1, 2, 4, 8, 16)
COMPARED = [MMPOSE, 'deployed']


def sweep(title: str, workloads: Dict[Hashable, Workloads], *,
          rounds: int, size: int = 1) -> List[dict]:
    """Time several groups of workloads in turn.

    Args:
        title: Printed above the progress bar.
        workloads: Groups by the varied value, such as the number of stages.
        rounds: Number of timed rounds.
        size: Number of items that one run processes.

    Returns:
        One row per group: ``of`` is the varied value, and the name of each
        workload has its timings; ratios refer to the first of the row.
    """
    found = time_interleaved(
        title, {(key, name): run for key, runs in workloads.items()
                for name, run in runs.items()}, rounds=rounds, size=size)
    rows = []
    for key, runs in workloads.items():
        row = {name: found[key, name] for name in runs}
        reference = next(iter(row.values()))['seconds']
        for figures in row.values():
            figures['ratio'] = reference / figures['seconds']
        rows.append(dict(of=key, **row))
    return rows


def by_stages(folder: Path, *, rounds: int, device: str) -> List[dict]:
    """1 to 4 stages, 256x192 (height x width), batch size 8."""
    batch = batch_of(build_dataset(folder), 8)
    return sweep(
        '1 to 4 stages, batch 8', {
            stages: inference(
                build_networks(stages, COMPARED, folder=folder, device=device),
                batch)
            for stages in STAGES
        },
        rounds=rounds,
        size=8)


def by_input_size(folder: Path, *, rounds: int, device: str) -> List[dict]:
    """Two stages, batch size 4."""
    return sweep(
        'input size, 2 stages, batch 4', {
            size: inference(
                build_networks(2, COMPARED, folder=folder, input_size=size,
                               device=device),
                batch_of(build_dataset(folder, input_size=size), 4))
            for size in SIZES
        }, rounds=rounds, size=4)


def by_people(folder: Path, *, rounds: int, device: str) -> List[dict]:
    """A picture with 1 to 16 boxes: crops, network and keypoints; 2 stages."""
    picture = np.random.default_rng(0).integers(
        0, 256, (480, 640, 3), np.uint8)
    pair = build_networks(2, COMPARED, folder=folder, device=device)
    for network in pair.values():
        _as_from_config(network)
    return sweep(
        'people in a picture, 2 stages', {
            n: {
                name: partial(inference_topdown, network, picture, _boxes(n))
                for name, network in pair.items()
            } for n in PEOPLE
        }, rounds=rounds)


def _as_from_config(network: TopdownPoseEstimator):
    """Add the attributes of ``init_model`` for ``inference_topdown``."""
    network.dataset_meta = parse_pose_metainfo(
        dict(from_file='configs/_base_/datasets/coco.py'))
    pipeline = [
        dict(type='LoadImage'),
        dict(type='GetBBoxCenterScale'),
        dict(type='TopdownAffine',
             input_size=network.head.decoder.input_size),
        dict(type='PackPoseInputs')
    ]
    network.cfg = Config(
        dict(test_dataloader=dict(dataset=dict(pipeline=pipeline))))


def _boxes(n: int) -> np.ndarray:
    """(n, 4), side by side."""
    left = np.linspace(0, 540, n)
    return np.stack([left, 0 * left + 50, left + 100, 0 * left + 400], axis=1)
