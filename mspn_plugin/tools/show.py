"""Draw people, refinement by stage and loss curves of a trained network.

    mspn show CONFIG CHECKPOINT --out DIR
"""

import argparse
from pathlib import Path

from mspn_plugin.tools.cli_errors import cli_errors
from mspn_plugin.tools.options import (
    add_test_options,
    new_parser,
    open_test,
    parse,
)


def build_parser() -> argparse.ArgumentParser:
    parser = new_parser(__doc__)
    add_test_options(parser)
    parser.add_argument('--out', type=Path, default='work_dirs/pictures',
                        help='folder of the pictures')
    parser.add_argument('--people', type=int, default=6,
                        help='number of people whose refinement is drawn')
    return parser


@cli_errors
def main(argv=None):
    args = parse(build_parser(), argv)
    from mspn_plugin.visualization import save
    network, dataset = open_test(args)
    args.out.mkdir(parents=True, exist_ok=True)
    save.save_people(network, dataset, args.people, args.out)
    save.save_refinement(network, dataset, args.people, args.out)
    save.save_loss_curves(Path(args.checkpoint).parent, args.out)
    print(f'\nPictures are in {args.out.resolve()}')


if __name__ == '__main__':
    main()
