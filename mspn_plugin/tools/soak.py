"""Measure whether memory stays constant in long inference or training.

    mspn soak test  --minutes 60 --json docs/soak.json
    mspn soak train --minutes 60 --json docs/soak.json

Both run the quick start on rendered people. Training starts new data loader
workers for every short epoch. Memory is that of the process and its workers;
the slope is fitted to the second half.
"""

import argparse
import json
from pathlib import Path

from mspn_plugin.tools.cli_errors import cli_errors
from mspn_plugin.tools.options import new_parser, parse


def build_parser() -> argparse.ArgumentParser:
    parser = new_parser(__doc__)
    parser.add_argument('what', choices=('test', 'train'),
                        help='inference or training')
    parser.add_argument('--minutes', type=float, default=60,
                        help='how long to run')
    parser.add_argument('--json', type=Path,
                        help='file to add the result to')
    return parser


@cli_errors
def main(argv=None):
    args = parse(build_parser(), argv)
    from mspn_plugin.benchmark.soak import soak
    result = soak(args.what, args.minutes)
    print(f'\n{args.what}: {result["steps"]} steps, '
          f'{result["mebibytes"]["median"]:.0f} MiB, '
          f'{result["mebibytes_an_hour"]:+.1f} MiB an hour')
    if args.json:
        both = json.loads(args.json.read_text()) if args.json.exists() else {}
        both[args.what] = result
        args.json.write_text(json.dumps(both, indent=1) + '\n')


if __name__ == '__main__':
    main()
