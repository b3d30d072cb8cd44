"""Draw people, refinement by stage and loss curves of a trained network.

    python -m mspn_plugin.tools.show CONFIG CHECKPOINT --out DIR
"""

import argparse
from pathlib import Path

from mspn_plugin.tools.cli_errors import cli_errors
from mspn_plugin.tools.options import add_test_options, open_test


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_test_options(parser)
    parser.add_argument('--out', type=Path, default='work_dirs/pictures')
    parser.add_argument('--people', type=int, default=6)
    return parser


@cli_errors
def main(argv=None):
    args = build_parser().parse_args(argv)
    from mspn_plugin.visualization import save
    network, dataset = open_test(args)
    args.out.mkdir(parents=True, exist_ok=True)
    save.save_people(network, dataset, args.people, args.out)
    save.save_refinement(network, dataset, args.people, args.out)
    save.save_loss_curves(Path(args.checkpoint).parent, args.out)
    print(f'\nPictures are in {args.out.resolve()}')


if __name__ == '__main__':
    main()
