"""Measure whether memory stays constant in long inference or training.

    python -m mspn_plugin.tools.soak test  --minutes 60 --json docs/soak.json
    python -m mspn_plugin.tools.soak train --minutes 60 --json docs/soak.json

Both run the quick start on rendered people. Training starts new data loader
workers for every short epoch. Memory is that of the process and its workers;
the slope is fitted to the second half.
"""

import argparse
import json
from pathlib import Path

from mspn_plugin.tools.cli_errors import cli_errors


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('what', choices=('test', 'train'))
    parser.add_argument('--minutes', type=float, default=60)
    parser.add_argument('--json', type=Path,
                        help='file to add the result to')
    return parser


@cli_errors
def main(argv=None):
    args = build_parser().parse_args(argv)
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
