"""Compare the speed with mmpose's own MSPN, with the same weights.

    mspn benchmark --json FILE.json --plot FILE.svg

Several rounds time all variants in turn. The output is each variant's median
time, its spread, and its ratio to mmpose. Weights are random, which does not
change the time. All parts take half an hour on two cores; see --parts.
"""

import argparse
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from mspn_plugin.benchmark.names import MMPOSE, PARTS, VARIANTS
from mspn_plugin.tools.cli_errors import cli_errors
from mspn_plugin.tools.options import add_device_option, new_parser, parse


def build_parser() -> argparse.ArgumentParser:
    parser = new_parser(__doc__)
    parser.add_argument('--parts', nargs='+', choices=PARTS,
                        default=list(PARTS), help='default: all')
    parser.add_argument('--ways', nargs='+', choices=VARIANTS,
                        help='variants of a network; default: all that '
                        'this machine supports')
    parser.add_argument('--stages', type=int, default=4,
                        help='stages of the networks')
    parser.add_argument('--batches', type=int, nargs='+', default=[1, 8, 32],
                        help='batch sizes')
    parser.add_argument('--rounds', type=int, default=5,
                        help='each times every variant once')
    add_device_option(parser)
    parser.add_argument('--json', type=Path,
                        help='write all figures to this file')
    parser.add_argument('--plot', type=Path,
                        help='write a plot of them to this file')
    return parser


@cli_errors
def main(argv=None):
    args = parse(build_parser(), argv)
    from mmengine.registry import init_default_scope

    from mspn_plugin.benchmark import parts
    from mspn_plugin.benchmark.networks import supported_variants
    from mspn_plugin.benchmark.plot import plot_benchmark
    from mspn_plugin.benchmark.table import print_part
    from mspn_plugin.benchmark.workloads import render_pictures
    from mspn_plugin.engine.devices import choose_device
    from mspn_plugin.engine.machine import machine_info
    init_default_scope('mmpose')
    device = choose_device(args.device)
    variants = args.ways or supported_variants(device)
    results = dict(machine=machine_info())
    with TemporaryDirectory() as folder:
        small, large = render_pictures(Path(folder))
        settings = parts.Settings(
            stages=args.stages,
            variants=[MMPOSE, *(v for v in variants if v != MMPOSE)],
            batches=args.batches,
            rounds=args.rounds,
            device=device,
            folder=Path(folder),
            small=small,
            large=large)
        for part in args.parts:
            results[part] = getattr(parts, part)(settings)
            print_part(part, results[part])
            if args.json:  # after each part: an interrupted run keeps them
                args.json.write_text(json.dumps(results, indent=1) + '\n')
    print('\n' + ', '.join(f'{k} {v}' for k, v in results['machine'].items()))
    if args.plot:
        plot_benchmark(results).savefig(args.plot)


if __name__ == '__main__':
    main()
