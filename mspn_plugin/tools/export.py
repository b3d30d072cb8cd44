"""Export a trained network to ONNX, in float32 and optionally in 8 bits.

    mspn export CONFIG CHECKPOINT OUT.onnx
    mspn export CONFIG CHECKPOINT OUT.onnx \\
        --int8 OUT_int8.onnx --evaluate

The outputs are compared with PyTorch's. The ONNX file takes any batch size and
returns one heatmap per keypoint; projects/topdown_demo/onnx_pose.py uses it
without PyTorch. --evaluate runs the config's test with PyTorch and with each
written file.
"""

import argparse
from pathlib import Path

from mspn_plugin.tools.cli_errors import cli_errors
from mspn_plugin.tools.options import (
    add_config_options,
    add_ensemble_option,
    new_parser,
    parse,
)


def build_parser() -> argparse.ArgumentParser:
    parser = new_parser(__doc__)
    parser.add_argument('config', help="the network's config")
    parser.add_argument('checkpoint', help='its weights')
    parser.add_argument('target', type=Path, help='ONNX file to write')
    parser.add_argument('--int8', type=Path, metavar='FILE',
                        help='also write a quantised network to this file')
    parser.add_argument('--pictures', type=int, default=256,
                        help='training pictures to calibrate with')
    parser.add_argument('--evaluate', action='store_true',
                        help="run the config's test with each file")
    add_ensemble_option(parser)
    add_config_options(parser)
    return parser


@cli_errors
def main(argv=None):
    args = parse(build_parser(), argv)
    from mspn_plugin import export
    from mspn_plugin.engine.config import load_config
    from mspn_plugin.engine.network import init_network
    config = load_config(args.config, args.cfg_options)
    found = export.export_verified(
        config, args.checkpoint, args.target, ensemble=args.ensemble)
    print(f'{args.target}: {megabytes(args.target)}; difference from PyTorch: '
          f'{found.heatmaps:.1e} of the highest peak, {found.pixels:.4f} '
          'pixels')
    if args.int8:
        network = init_network(config, args.checkpoint)
        print(f'calibrating with {args.pictures} pictures')
        export.quantise(
            args.target, args.int8,
            export.calibration_batches(config, network, args.pictures))
        print(f'\n{args.int8}: {megabytes(args.int8)}')
    if args.evaluate:
        results = {'PyTorch': export.evaluate(
            config, args.checkpoint, ensemble=args.ensemble)}
        for path in filter(None, (args.target, args.int8)):
            results[path] = export.evaluate(config, args.checkpoint, path)
        for name, metrics in results.items():
            print(f'{name}: ' + ', '.join(
                f'{key} {value:.4f}' for key, value in metrics.items()))


def megabytes(path: Path) -> str:
    return f'{path.stat().st_size / 1e6:.1f} MB'


if __name__ == '__main__':
    main()
