"""Workloads of the benchmark; each function returns mmpose's first."""

import json
from functools import partial
from pathlib import Path
from typing import Dict, Tuple

import cv2
import numpy as np
import torch
from mmengine.dataset import pseudo_collate
from mmpose.models import TopdownPoseEstimator
from mmpose.registry import DATASETS, KEYPOINT_CODECS
from torch.utils.flop_counter import FlopCounterMode

from ..converters import to_plugin
from ..converters.reference_networks import (
    build_mmpose_mspn,
    build_plugin_mspn,
    mmpose_codecs,
)
from ..datasets.rendered_people import render_split
from ..engine.machine import native_bfloat16
from ..engine.peak_memory import PeakMemory
from .names import MMPOSE
from .networks import Size
from .timing import Workloads

INPUT = (192, 256)  # width, height
PICTURES = 24
LARGER = 5  # scale of large pictures, which have a camera's resolution
SAMPLES = 32  # people in a batch of a codec
MATRIX_PRODUCT = 'matrix product'


def render_pictures(folder: Path) -> Tuple[Path, Path]:
    """Render people in small (384x288) and large pictures (1920x1440).

    Args:
        folder: Folder of both; sizes are width x height.
    """
    small, large = folder / 'small', folder / 'large'
    render_split(small, 'train', PICTURES)
    people = json.loads((small / 'train.json').read_text())
    for image in people['images']:
        image['width'] *= LARGER
        image['height'] *= LARGER
        name = Path('train', image['file_name'])
        (large / name).parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(
            str(large / name),
            cv2.resize(
                cv2.imread(str(small / name)),
                (image['width'], image['height']),
                interpolation=cv2.INTER_CUBIC))
    for person in people['annotations']:
        person['bbox'] = [LARGER * n for n in person['bbox']]
        person['area'] *= LARGER**2
        person['keypoints'] = [
            n if i % 3 == 2 else LARGER * n
            for i, n in enumerate(person['keypoints'])]
    (large / 'train.json').write_text(json.dumps(people))
    return small, large


def plugin_codec(input_size: Size = INPUT) -> dict:
    """This package's codec with a stride of 4."""
    return dict(
        type='MultiStageHeatmap',
        input_size=input_size,
        heatmap_size=tuple(n // 4 for n in input_size))


def build_dataset(folder: Path,
                  *,
                  input_size: Size = INPUT,
                  multilevel: bool = False,
                  **load):
    """A data set of rendered people with mmpose's training pipeline.

    Args:
        folder: One of :func:`render_pictures`.
        input_size: (width, height) of the crops in pixels.
        multilevel: Whether the pipeline makes five levels of heatmaps, as in
            mmpose, or none.
        load: The transform that loads a picture; None: mmpose's.
    """
    return DATASETS.build(
        dict(
            type='RenderedPeopleDataset',
            split='train',
            num_images=PICTURES,
            data_root=str(folder),
            pipeline=[
                load or dict(type='LoadImage'),
                dict(type='GetBBoxCenterScale'),
                dict(type='RandomFlip', direction='horizontal'),
                dict(type='RandomHalfBody'),
                dict(type='RandomBBoxTransform'),
                dict(type='TopdownAffine', input_size=input_size),
                dict(
                    type='GenerateTarget',
                    encoder=mmpose_codecs()
                    if multilevel else plugin_codec(input_size),
                    multilevel=multilevel),
                dict(type='PackPoseInputs')
            ]))


def batch_of(data, size: int) -> dict:
    """The first ``size`` samples, repeated if there are fewer."""
    return pseudo_collate([data[i % len(data)] for i in range(size)])


def inference(networks: Dict[str, TopdownPoseEstimator],
              batch: dict) -> Workloads:
    """A whole ``test_step`` with decoding, without flip test."""
    # without gradients, as in mmengine's loops
    return {
        name: partial(torch.no_grad()(network.test_step), batch)
        for name, network in networks.items()
    }


def training(folder: Path, *, device: str = 'cpu') -> Workloads:
    """Preprocessing, targets, loss, backward pass, Adam; batch size 8.

    Networks have two stages. 'checkpoints' recomputes every block in the
    backward pass; 'bfloat16' is autocast, if it is not emulated.

    Args:
        folder: One of :func:`render_pictures`.
        device: Device of the networks.
    """
    theirs, mine = build_mmpose_mspn(2), build_plugin_mspn(2)
    mine.load_state_dict(to_plugin(theirs.state_dict(), mine.state_dict()))
    again = build_plugin_mspn(2, with_cp=True)
    again.load_state_dict(mine.state_dict())
    batch = batch_of(build_dataset(folder), 8)
    multilevel = batch_of(build_dataset(folder, multilevel=True), 8)
    steps = {
        MMPOSE: Step(theirs, multilevel, device),
        'here': Step(mine, batch, device),
        'checkpoints': Step(again, batch, device)
    }
    if device != 'cpu' or native_bfloat16():
        half = build_plugin_mspn(2)
        half.load_state_dict(mine.state_dict())
        steps['bfloat16'] = Step(half, batch, device, autocast=True)
    return steps


class Step:
    """One step of training.

    Args:
        network: The network to train.
        batch: The batch of every step.
        device: Device of the network.
        autocast: Whether to use bfloat16.
    """

    def __init__(self, network: TopdownPoseEstimator, batch: dict,
                 device: str, *, autocast: bool = False):
        self.network, self.batch = network.train().to(device), batch
        self.autocast = torch.autocast(
            device.split(':')[0], torch.bfloat16, enabled=autocast)
        self.optimiser = torch.optim.Adam(
            network.parameters(), 5e-4, fused=True)

    def loss(self) -> torch.Tensor:
        """The loss of the batch, with its graph."""
        with self.autocast:
            losses = self.network.loss(
                **self.network.data_preprocessor(self.batch, True))
        return sum(v for k, v in losses.items() if 'loss' in k)

    def __call__(self):
        self.loss().backward()
        self.optimiser.step()
        self.optimiser.zero_grad()


def passes(folder: Path, *,
           device: str = 'cpu') -> Tuple[Workloads, Dict[str, float]]:
    """A matrix product and both passes of a training step, and their GFLOP.

    The network has two stages, the batch 8 people. The passes run in turn:
    each backward pass is that of the forward pass before it.

    Args:
        folder: One of :func:`render_pictures`.
        device: Device of the network.
    """
    step = Step(build_plugin_mspn(2), batch_of(build_dataset(folder), 8),
                device)
    losses = []

    def backward():
        losses.pop().backward()
        step.optimiser.zero_grad()

    runs = dict(forward=lambda: losses.append(step.loss()), backward=backward)
    product, gflop = matrix_product(device=device)
    for name, run in runs.items():
        with FlopCounterMode(display=False) as counter:
            run()
        gflop[name] = counter.get_total_flops() / 1e9
    return {**product, **runs}, gflop


def memory(workloads: Workloads) -> Dict[str, int]:
    """Peak bytes of the tensors of a run.

    Weights and Adam's moments exist before the run and are not counted.
    """
    found = {}
    for name, run in workloads.items():
        with PeakMemory() as peak:
            run()
        found[name] = peak.bytes
    return found


def pipeline(folder: Path) -> Workloads:
    """Load every person once, from the file to the packed sample.

    'crops' uses ``LoadCrop``; 'cached crops' uses its cache.

    Args:
        folder: One of :func:`render_pictures`.
    """
    crop = dict(type='LoadCrop', pixels=320)
    data = {
        MMPOSE: build_dataset(folder, multilevel=True),
        'here': build_dataset(folder),
        'crops': build_dataset(folder, **crop),
        'cached crops': build_dataset(
            folder, **crop, cache=str(folder / 'crops'))
    }
    return {name: partial(_all, dataset) for name, dataset in data.items()}


def _all(dataset) -> list:
    return [dataset[i] for i in range(len(dataset))]


def targets() -> Workloads:
    """Targets of 32 people at all five kernel sizes."""
    points = np.random.default_rng(0).uniform(0, 190, (SAMPLES, 1, 17, 2))
    points = points.astype(np.float32)
    visible = np.ones((1, 17), np.float32)
    theirs = [KEYPOINT_CODECS.build(level) for level in mmpose_codecs()]
    mine = KEYPOINT_CODECS.build(plugin_codec())
    batch = torch.from_numpy(points[:, 0])
    kernels = (5, 7, 9, 11, 15)
    return {
        MMPOSE: lambda: [[c.encode(p, visible) for c in theirs]
                         for p in points],
        'here': lambda: ([mine.encode(p, visible) for p in points],
                         [mine.batch_encode(batch, k) for k in kernels])
    }


def decoding() -> Workloads:
    """Decoding of the heatmaps of 32 people."""
    theirs = KEYPOINT_CODECS.build(mmpose_codecs()[-1])
    mine = KEYPOINT_CODECS.build(plugin_codec())
    points = 190 * torch.rand(SAMPLES, 17, 2)
    heatmaps = mine.batch_encode(points, 5) + torch.rand(SAMPLES, 17, 64, 48)
    return {
        MMPOSE: lambda: [theirs.decode(x) for x in heatmaps.numpy().copy()],
        'here': lambda: mine.batch_decode(heatmaps)
    }


def matrix_product(side: int = 2048, *, device: str = 'cpu'
                   ) -> Tuple[Workloads, Dict[str, float]]:
    """A matrix product in float32, and its GFLOP."""
    a, b, product = torch.rand(3, side, side, device=device)
    return ({MATRIX_PRODUCT: partial(torch.mm, a, b, out=product)},
            {MATRIX_PRODUCT: 2 * side**3 / 1e9})
