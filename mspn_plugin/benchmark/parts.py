"""The parts of the benchmark, each a function of :data:`.names.PARTS`."""

from pathlib import Path
from typing import Dict, List, NamedTuple, Sequence

from ..converters.reference_networks import (
    build_mmpose_mspn,
    build_plugin_mspn,
)
from . import sweeps, workloads
from .names import DEPLOY_OPTIONS, MMPOSE, ONNX_VARIANTS
from .networks import build_networks, count_gflop
from .timing import Timings, time_interleaved
from .workers import by_workers


class Settings(NamedTuple):
    """Options of the benchmark.

    Attributes:
        stages: Stages of the network.
        variants: Keys of :data:`.names.VARIANTS`, mmpose first.
        batches: Batch sizes of inference.
        rounds: Number of timed rounds.
        device: Device of the networks.
        folder: Folder of ONNX files.
        small: Folder of small pictures, see :func:`render_pictures`.
        large: Folder of large pictures.
    """
    stages: int
    variants: Sequence[str]
    batches: Sequence[int]
    rounds: int
    device: str
    folder: Path
    small: Path
    large: Path


def inference(settings: Settings) -> Dict[int, Dict[str, Timings]]:
    """``test_step`` of every variant, by batch size."""
    stages = settings.stages
    networks = build_networks(
        stages, settings.variants, folder=settings.folder,
        device=settings.device)
    plugin = count_gflop(build_plugin_mspn, stages)
    gflop = dict.fromkeys((*DEPLOY_OPTIONS, *ONNX_VARIANTS), plugin)
    gflop[MMPOSE] = count_gflop(build_mmpose_mspn, stages)
    dataset = workloads.build_dataset(settings.small)
    result = {}
    for size in settings.batches:
        runs = workloads.inference(
            networks, workloads.batch_of(dataset, size))
        product, product_gflop = workloads.matrix_product()
        result[size] = time_interleaved(
            f'inference, {stages} stages, batch {size}',
            {**runs, **product}, rounds=settings.rounds, size=size,
            gflop={**{name: size * n for name, n in gflop.items()},
                   **product_gflop})
    return result


def memory(settings: Settings) -> Dict[str, Dict[str, int]]:
    """Peak bytes at batch size 8: inference, and training of 2 stages."""
    variants = [v for v in (MMPOSE, 'here', 'deployed')
                if v in settings.variants]
    networks = build_networks(
        settings.stages, variants, folder=settings.folder,
        device=settings.device)
    runs = workloads.inference(
        networks,
        workloads.batch_of(workloads.build_dataset(settings.small), 8))
    for run in runs.values():  # the first call deploys the network
        run()
    return dict(
        inference=workloads.memory(runs),
        training=workloads.memory(
            workloads.training(settings.small, device=settings.device)))


def training(settings: Settings) -> Dict[str, Timings]:
    """A training step of 2 stages, batch size 8."""
    return time_interleaved(
        'training step, 2 stages, batch 8',
        workloads.training(settings.small, device=settings.device),
        rounds=settings.rounds, size=8)


def passes(settings: Settings) -> Dict[str, Timings]:
    """Forward and backward pass of a training step; ``ratio`` is their share
    of the GFLOP a second of a matrix product."""
    runs, gflop = workloads.passes(settings.small, device=settings.device)
    found = time_interleaved(
        'passes of a training step, 2 stages, batch 8', runs,
        rounds=settings.rounds, size=8, gflop=gflop)
    peak = found[workloads.MATRIX_PRODUCT]['gflop_per_second']
    for timings in found.values():
        timings['ratio'] = timings['gflop_per_second'] / peak
    return found


def pipeline(settings: Settings) -> Dict[str, Dict[str, Timings]]:
    """Samples from small and from large pictures."""
    return {
        name: time_interleaved(
            f'pipeline, {name} pictures', workloads.pipeline(folder),
            rounds=settings.rounds,
            size=len(workloads.build_dataset(folder)))
        for name, folder in (('small', settings.small),
                             ('large', settings.large))
    }


def workers(settings: Settings) -> Dict[str, Dict[str, int]]:
    """Bytes of a loader by number of workers, for few and many people."""
    return by_workers(settings.small)


def targets(settings: Settings) -> Dict[str, Timings]:
    """Targets of 5 levels."""
    return time_interleaved(
        'targets of 5 levels', workloads.targets(), rounds=settings.rounds,
        size=workloads.SAMPLES)


def decoding(settings: Settings) -> Dict[str, Timings]:
    """Heatmaps to keypoints."""
    return time_interleaved(
        'decoding', workloads.decoding(), rounds=settings.rounds,
        size=workloads.SAMPLES)


def by_stages(settings: Settings) -> List[dict]:
    """1 to 4 stages; see :func:`.sweeps.by_stages`."""
    return sweeps.by_stages(
        settings.small, rounds=settings.rounds, device=settings.device)


def by_input_size(settings: Settings) -> List[dict]:
    """Four input sizes; see :func:`.sweeps.by_input_size`."""
    return sweeps.by_input_size(
        settings.small, rounds=settings.rounds, device=settings.device)


def by_people(settings: Settings) -> List[dict]:
    """1 to 16 people in a picture; see :func:`.sweeps.by_people`."""
    return sweeps.by_people(
        settings.small, rounds=settings.rounds, device=settings.device)
