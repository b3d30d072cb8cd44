"""How fast, beside mmpose's own MSPN with the same weights, in one run.

    python -m mspn_plugin.tools.benchmark --json docs/benchmark.json

All contestants take turns, several rounds; medians and their spread are shown,
and ratios are against mmpose. Weights are random: they change no time.
"""

import argparse
import json
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Callable, Dict, List

import numpy as np
import torch
from mmengine.dataset import pseudo_collate
from mmengine.registry import init_default_scope
from mmengine.utils import ProgressBar
from mmpose.registry import DATASETS, KEYPOINT_CODECS

from mspn_plugin.converters import to_ours
from mspn_plugin.converters.peer import codecs, ours, peer
from mspn_plugin.datasets.rendered_people import render_split
from mspn_plugin.engine.machine import machine
from mspn_plugin.tools.told import told

CODEC = dict(
    type='MultiStageHeatmap', input_size=(192, 256), heatmap_size=(48, 64))
PICTURES = 24
Contestants = Dict[str, Callable[[], object]]


@told
def main():
    args = parse_args()
    init_default_scope('mmpose')
    with TemporaryDirectory() as folder:
        render_split(folder, 'train', PICTURES)
        data = dict(mmpose=people(folder, True), ours=people(folder, False))
        found = dict(
            machine=machine(),
            inference={
                batch: race(inference(args, data, batch), args.rounds, batch,
                            f'inference, batch {batch}')
                for batch in args.batches
            },
            training=race(training(data), args.rounds, 8,
                          'training step, 2 stages, batch 8'),
            pipeline=race(pipeline(data), args.rounds, len(data['ours']),
                          'pipeline'),
            targets=race(targets(), args.rounds, 32, 'targets of 5 levels'),
            decoding=race(decoding(), args.rounds, 32, 'decoding'))
    report(found)
    if args.json:
        Path(args.json).write_text(json.dumps(found, indent=1) + '\n')


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--stages', type=int, default=4)
    parser.add_argument('--batches', type=int, nargs='+', default=[1, 8, 32])
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument(
        '--compile', action='store_true', help='torch.compile as well')
    parser.add_argument(
        '--bfloat16',
        action='store_true',
        help='even if the processor has to emulate it')
    parser.add_argument('--json', help='write all figures into this file')
    return parser.parse_args()


def people(folder: str, multilevel: bool):
    """Rendered people through mmpose's pipeline for MSPN, or ours."""
    encoder = codecs() if multilevel else CODEC
    return DATASETS.build(
        dict(
            type='RenderedPeopleDataset',
            split='train',
            num_images=PICTURES,
            data_root=folder,
            pipeline=[
                dict(type='LoadImage'),
                dict(type='GetBBoxCenterScale'),
                dict(type='RandomFlip', direction='horizontal'),
                dict(type='RandomHalfBody'),
                dict(type='RandomBBoxTransform'),
                dict(type='TopdownAffine', input_size=(192, 256)),
                dict(
                    type='GenerateTarget',
                    encoder=encoder,
                    multilevel=multilevel),
                dict(type='PackPoseInputs')
            ]))


def batch_of(data, size: int) -> dict:
    return pseudo_collate([data[i % len(data)] for i in range(size)])


def networks(stages: int):
    """mmpose's network, and ours with its weights."""
    theirs = peer(stages)
    mine = ours(stages)
    mine.load_state_dict(to_ours(theirs.state_dict(), mine.state_dict()))
    return theirs, mine


def inference(args: argparse.Namespace, data: dict,
              batch: int) -> Contestants:
    """A whole ``test_step``, flip test off, decoding included."""
    native = torch.ops.mkldnn._is_mkldnn_bf16_supported()
    deployments = {'ours': None, 'deployed': dict()}
    if native or args.bfloat16:
        deployments['deployed bfloat16'] = dict(dtype='bfloat16')
    if args.compile:
        dtype = 'bfloat16' if native else 'float32'
        deployments[f'compiled {dtype}'] = dict(dtype=dtype, compile=True)
    theirs, plain = networks(args.stages)
    models = dict(mmpose=theirs)
    for name, options in deployments.items():
        models[name] = ours(args.stages, deploy=options)
        models[name].load_state_dict(plain.state_dict())
    inputs = batch_of(data['ours'], batch)
    for model in models.values():
        model.eval()
    return {
        name: lambda model=model: model.test_step(inputs)
        for name, model in models.items()
    }


def training(data: dict) -> Contestants:
    """Preprocessing, loss with all targets, backward, Adam."""
    steps = {}
    for name, model in zip(('mmpose', 'ours'), networks(2)):
        model.train()
        batch = batch_of(data[name], 8)
        optimiser = torch.optim.Adam(model.parameters(), 5e-4, fused=True)

        def step(model=model, batch=batch, optimiser=optimiser):
            losses = model.loss(**model.data_preprocessor(batch, True))
            sum(v for k, v in losses.items() if 'loss' in k).backward()
            optimiser.step()
            optimiser.zero_grad()

        steps[name] = step
    return steps


def pipeline(data: dict) -> Contestants:
    """Every person once, from the file on disk to the packed sample."""
    return {
        name: lambda people=people: [people[i] for i in range(len(people))]
        for name, people in data.items()
    }


def targets() -> Contestants:
    """A batch of 32 people's targets at all five kernel sizes."""
    points = np.random.default_rng(0).uniform(0, 190, (32, 1, 17, 2))
    points = points.astype(np.float32)
    visible = np.ones((1, 17), np.float32)
    theirs = [KEYPOINT_CODECS.build(codec) for codec in codecs()]
    mine = KEYPOINT_CODECS.build(CODEC)
    batch = torch.from_numpy(points[:, 0])
    kernels = (5, 7, 9, 11, 15)
    return dict(
        mmpose=lambda: [[c.encode(p, visible) for c in theirs]
                        for p in points],
        ours=lambda: ([mine.encode(p, visible) for p in points],
                      [mine.batch_encode(batch, k) for k in kernels]))


def decoding() -> Contestants:
    """A batch of 32 people's heatmaps."""
    theirs = KEYPOINT_CODECS.build(codecs()[-1])
    mine = KEYPOINT_CODECS.build(CODEC)
    points = 190 * torch.rand(32, 17, 2)
    heatmaps = mine.batch_encode(points, 5) + torch.rand(32, 17, 64, 48)
    return dict(
        mmpose=lambda: [theirs.decode(x) for x in heatmaps.numpy().copy()],
        ours=lambda: mine.batch_decode(heatmaps))


def race(contestants: Contestants, rounds: int, size: int,
         title: str) -> Dict[str, dict]:
    """Everyone in turn, ``rounds`` times.

    Returns:
        A contestant's ``seconds`` (median), ``spread`` (half the range over
        the median), ``per_second`` (of ``size``) and ``ratio`` to mmpose.
    """
    print(f'\n{title}')
    for run in contestants.values():  # caches fill, deployment happens
        run()
    times: Dict[str, List[float]] = {name: [] for name in contestants}
    bar = ProgressBar(rounds * len(contestants))
    for _ in range(rounds):
        for name, run in contestants.items():
            start = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - start)
            bar.update()
    middle = {name: median(values) for name, values in times.items()}
    return {
        name: dict(
            seconds=middle[name],
            spread=(max(values) - min(values)) / 2 / middle[name],
            per_second=size / middle[name],
            ratio=middle['mmpose'] / middle[name])
        for name, values in times.items()
    }


def report(found: dict):
    """The figures as a table."""
    print('\n\n' + ', '.join(f'{k} {v}' for k, v in found['machine'].items()))
    races = {
        f'inference, batch {batch}': result
        for batch, result in found['inference'].items()
    }
    races.update({k: v for k, v in found.items()
                  if k not in ('machine', 'inference')})  # yapf: disable
    for title, result in races.items():
        for name, figures in result.items():
            print(f'{title:22} {name:20} {figures["per_second"]:9.1f} /s  '
                  f'{1e3 * figures["seconds"]:9.1f} ms '
                  f'+-{100 * figures["spread"]:3.0f} %  '
                  f'{figures["ratio"]:5.2f} x')


if __name__ == '__main__':
    main()
