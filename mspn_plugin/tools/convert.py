"""Convert MSPN and RSN checkpoints of mmpose and official code, or back.

    mspn convert IN.pth OUT.pth --config CONFIG
    mspn convert OURS.pth OUT.pth --to mmpose

The format of IN is detected. If a key is missing or left over, the tool prints
an error and writes no file.
"""

import argparse
from pathlib import Path

from mspn_plugin.tools.cli_errors import cli_errors
from mspn_plugin.tools.options import (
    add_config_options,
    new_parser,
    parse,
)


def build_parser() -> argparse.ArgumentParser:
    parser = new_parser(__doc__)
    parser.add_argument('source', help='checkpoint to read')
    parser.add_argument('target', help='checkpoint to write')
    parser.add_argument('--config', help="the network's config; needed for "
                        '--to ours')
    parser.add_argument('--to', choices=('ours', 'mmpose'), default='ours',
                        help='format of the target')
    add_config_options(parser)
    return parser


@cli_errors
def main(argv=None):
    parser = build_parser()
    args = parse(parser, argv)
    if args.to == 'ours' and args.config is None:
        parser.error('--to ours needs --config: the config of the network')
    from mspn_plugin.converters.files import convert_file
    converted = convert_file(
        args.source,
        args.target,
        args.config if args.to == 'ours' else None,
        options=args.cfg_options)
    print(f'{args.source} ({converted.source_format}) -> {args.target} '
          f'({args.to}), {converted.keys} keys, '
          f'{Path(args.target).stat().st_size / 1e6:.1f} MB')


if __name__ == '__main__':
    main()
