"""Render people with exact COCO annotations: a data set without a download.

    mspn render-people data/rendered_people
"""

import argparse

from mspn_plugin.tools.cli_errors import cli_errors
from mspn_plugin.tools.options import new_parser, parse


def build_parser() -> argparse.ArgumentParser:
    parser = new_parser(__doc__)
    parser.add_argument('root', help='folder of the data set')
    parser.add_argument('--train', type=int, default=1600,
                        help='number of pictures to train on')
    parser.add_argument('--val', type=int, default=300,
                        help='number of pictures to validate on')
    parser.add_argument('--seed', type=int, default=0,
                        help='of the random numbers')
    parser.add_argument('--workers', type=int, help='default: all cores')
    return parser


@cli_errors
def main(argv=None):
    args = parse(build_parser(), argv)
    from mspn_plugin.datasets.rendered_people import render_split
    for split in ('train', 'val'):
        count = getattr(args, split)
        if count:
            print(
                render_split(
                    args.root,
                    split,
                    count,
                    seed=args.seed,
                    workers=args.workers))


if __name__ == '__main__':
    main()
