"""How fast, beside mmpose's own MSPN with the same weights, in one run.

    python -m mspn_plugin.tools.benchmark --json FILE.json --plot FILE.svg

All contestants take turns, several rounds; medians and their spread are shown,
and ratios are against mmpose. Weights are random: they change no time. All of
it takes half an hour on two cores; --parts chooses.
"""

import argparse
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Dict

from mmengine.registry import init_default_scope

from mspn_plugin.benchmark import sweeps, workloads
from mspn_plugin.benchmark.networks import (
    DEPLOY_OPTIONS,
    MMPOSE,
    ONNX_VARIANTS,
    VARIANTS,
    build_networks,
    count_gflop,
    supported_variants,
)
from mspn_plugin.benchmark.plot import plot_benchmark
from mspn_plugin.benchmark.timing import Timings, time_interleaved
from mspn_plugin.benchmark.workers import by_workers
from mspn_plugin.converters.reference_networks import (
    build_mmpose_mspn,
    build_plugin_mspn,
)
from mspn_plugin.engine.machine import machine_info
from mspn_plugin.tools.cli_errors import cli_errors


@cli_errors
def main():
    args = parse_args()
    init_default_scope('mmpose')
    found = dict(machine=machine_info())
    with TemporaryDirectory() as folder:
        args.folder = Path(folder)
        args.small, args.large = workloads.render_pictures(args.folder)
        for part in args.parts:
            found[part] = PARTS[part](args)
            show(part, found[part])
            if args.json:  # as far as it has come
                Path(args.json).write_text(json.dumps(found, indent=1) + '\n')
    print('\n' + ', '.join(f'{k} {v}' for k, v in found['machine'].items()))
    if args.plot:
        plot_benchmark(found).savefig(args.plot)


def inference(args) -> Dict[int, Dict[str, Timings]]:
    """Whole ``test_step`` in every way, by batch size."""
    found = build_networks(args.stages, args.ways, folder=args.folder,
                           device=args.device)
    one = {
        way: count_gflop(build_plugin_mspn, args.stages)
        for way in (*DEPLOY_OPTIONS, *ONNX_VARIANTS)
    }
    one[MMPOSE] = count_gflop(build_mmpose_mspn, args.stages)
    result = {}
    for size in args.batches:
        runs = workloads.inference(
            found,
            workloads.batch_of(workloads.build_dataset(args.small), size))
        product, its = workloads.matrix_product()
        result[size] = time_interleaved(
            f'inference, {args.stages} stages, batch {size}',
            {**runs, **product}, rounds=args.rounds, size=size,
            gflop={**{way: size * n for way, n in one.items()}, **its})
    return result


def memory(args) -> Dict[str, Dict[str, int]]:
    """Bytes alive at once, batch 8: inference, and training of 2 stages."""
    ways = [way for way in (MMPOSE, 'here', 'deployed') if way in args.ways]
    found = build_networks(args.stages, ways, folder=args.folder,
                           device=args.device)
    runs = workloads.inference(
        found, workloads.batch_of(workloads.build_dataset(args.small), 8))
    for run in runs.values():  # the first deploys
        run()
    return dict(
        inference=workloads.memory(runs),
        training=workloads.memory(
            workloads.training(args.small, device=args.device)))


def training(args):
    """A step of 2 stages, batch 8."""
    return time_interleaved('training step, 2 stages, batch 8',
                            workloads.training(args.small, device=args.device),
                            rounds=args.rounds, size=8)


def pipeline(args):
    """Samples of small and of large pictures."""
    return {
        name: time_interleaved(
            f'pipeline, {name} pictures',
            workloads.pipeline(folder),
            rounds=args.rounds,
            size=len(workloads.build_dataset(folder)))
        for name, folder in (('small', args.small), ('large', args.large))
    }


def workers(args) -> Dict[str, Dict[str, int]]:
    """Bytes of a loader with more and more workers, few and many people."""
    return by_workers(args.small)


def targets(args):
    """Of 5 levels."""
    return time_interleaved('targets of 5 levels', workloads.targets(),
                            rounds=args.rounds, size=workloads.SAMPLES)


def decoding(args):
    """Heatmaps to keypoints."""
    return time_interleaved(
        'decoding',
        workloads.decoding(),
        rounds=args.rounds,
        size=workloads.SAMPLES)


def swept(sweep):
    return lambda args: sweep(
        args.small, rounds=args.rounds, device=args.device)


PARTS = dict(
    inference=inference,
    training=training,
    memory=memory,
    pipeline=pipeline,
    workers=workers,
    targets=targets,
    decoding=decoding,
    by_stages=swept(sweeps.by_stages),
    by_input_size=swept(sweeps.by_input_size),
    by_people=swept(sweeps.by_people))


def show(title: str, found):
    """A part's figures as a table."""
    print()
    if isinstance(found, list):
        found = {row['of']: {k: v for k, v in row.items() if k != 'of'}
                 for row in found}
    for key, figures in found.items():
        if 'seconds' in figures:
            _line(title, key, figures)
        elif isinstance(next(iter(figures.values())), dict):
            for name, values in figures.items():
                _line(f'{title}, {key}', name, values)
        else:
            for name, n in figures.items():
                print(f'{title + ", " + key:28} {name:18} {n / 2**20:9.0f} MB')


def _line(title: str, name: str, figures: Timings):
    rate = figures.get('gflop_per_second')
    print(f'{title:28} {name:18} {figures["per_second"]:9.1f} /s '
          f'{1e3 * figures["seconds"]:9.1f} ms '
          f'+-{100 * figures["spread"]:3.0f} % {figures["ratio"]:6.2f} x'
          + (f' {rate:7.0f} GFLOP/s' if rate else ''))


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--parts', nargs='+', choices=PARTS,
                        default=list(PARTS), help='all of them if not given')
    parser.add_argument('--ways', nargs='+', choices=VARIANTS,
                        help='to run a network; those of use on this machine '
                        'if not given')
    parser.add_argument('--stages', type=int, default=4)
    parser.add_argument('--batches', type=int, nargs='+', default=[1, 8, 32])
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--device', default='cpu')
    parser.add_argument('--json', help='write all figures into this file')
    parser.add_argument('--plot', help='and draw them into this one')
    args = parser.parse_args()
    # mmpose's is what the others are held to
    args.ways = [
        MMPOSE, *(way for way in args.ways or supported_variants(args.device)
                  if way != MMPOSE)
    ]
    return args


if __name__ == '__main__':
    main()
