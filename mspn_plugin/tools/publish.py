"""Reduce a checkpoint to its weights in half precision, to publish it.

    mspn publish work_dirs/x/epoch_9.pth OUT.pth
    mspn publish work_dirs/x/epoch_9.pth OUT.pth \\
        --average work_dirs/x/epoch_8.pth

The SHA-256 of the result is printed.
"""

import argparse
from pathlib import Path

from mspn_plugin.tools.cli_errors import cli_errors
from mspn_plugin.tools.options import new_parser, parse


def build_parser() -> argparse.ArgumentParser:
    parser = new_parser(__doc__)
    parser.add_argument('source', help='checkpoint of a training')
    parser.add_argument('target', type=Path, help='checkpoint to write')
    parser.add_argument('--average', nargs='+', default=(), metavar='MORE',
                        help='more checkpoints of this network: the mean of '
                        'all weights is written')
    return parser


@cli_errors
def main(argv=None):
    args = parse(build_parser(), argv)
    from mspn_plugin.converters.files import publish
    digest = publish(args.source, args.target, average=args.average)
    size = args.target.stat().st_size / 1e6
    print(f'{args.target}: {size:.1f} MB, SHA-256 {digest}')


if __name__ == '__main__':
    main()
