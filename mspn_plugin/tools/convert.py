"""Convert MSPN checkpoints of mmpose and of the official code, or back.

    python -m mspn_plugin.tools.convert IN.pth OUT.pth --config CONFIG
    python -m mspn_plugin.tools.convert OURS.pth OUT.pth --to mmpose

The format of IN is detected. If a key is missing or left over, the tool prints
an error and writes no file.
"""

import argparse
from pathlib import Path

from mspn_plugin.tools.cli_errors import cli_errors


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('source')
    parser.add_argument('target')
    parser.add_argument('--config', help="the network's config; needed for "
                        '--to ours')
    parser.add_argument('--to', choices=('ours', 'mmpose'), default='ours')
    return parser


@cli_errors
def main(argv=None):
    parser = build_parser()
    args = parser.parse_args(argv)
    if args.to == 'ours' and args.config is None:
        parser.error('--to ours needs --config: the config of the network')
    from mspn_plugin.converters.files import convert_file
    converted = convert_file(
        args.source, args.target, args.config if args.to == 'ours' else None)
    print(f'{args.source} ({converted.source_format}) -> {args.target} '
          f'({args.to}), {converted.keys} keys, '
          f'{Path(args.target).stat().st_size / 1e6:.1f} MB')


if __name__ == '__main__':
    main()
