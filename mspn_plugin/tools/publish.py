"""Reduce a checkpoint to its weights in half precision, to publish it.

    python -m mspn_plugin.tools.publish work_dirs/x/epoch_9.pth OUT.pth

The SHA-256 of the result is printed.
"""

import argparse
from pathlib import Path

from mspn_plugin.tools.cli_errors import cli_errors


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('source')
    parser.add_argument('target', type=Path)
    return parser


@cli_errors
def main(argv=None):
    args = build_parser().parse_args(argv)
    from mspn_plugin.converters.files import publish
    digest = publish(args.source, args.target)
    size = args.target.stat().st_size / 1e6
    print(f'{args.target}: {size:.1f} MB, SHA-256 {digest}')


if __name__ == '__main__':
    main()
