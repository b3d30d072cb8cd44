"""Render people with exact COCO annotations: a data set without a download.

    python -m mspn_plugin.tools.render_people data/rendered_people
"""

import argparse

from mspn_plugin.tools.cli_errors import cli_errors


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('root', help='folder of the data set')
    parser.add_argument('--train', type=int, default=1600, help='pictures')
    parser.add_argument('--val', type=int, default=300, help='pictures')
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--workers', type=int, help='default: all cores')
    return parser


@cli_errors
def main(argv=None):
    args = build_parser().parse_args(argv)
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
