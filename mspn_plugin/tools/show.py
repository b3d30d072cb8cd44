"""Pictures of a trained network: people, refinement by stage, loss curves.

    python -m mspn_plugin.tools.show CONFIG CHECKPOINT --out DIR
"""

import argparse
from pathlib import Path

from mmengine.config import DictAction

from mspn_plugin.tools.cli_errors import cli_errors


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('config')
    parser.add_argument('checkpoint', type=Path)
    parser.add_argument('--out', type=Path, default='work_dirs/pictures')
    parser.add_argument('--people', type=int, default=6)
    parser.add_argument('--device', default='cpu')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction)
    return parser


@cli_errors
def main(argv=None):
    args = build_parser().parse_args(argv)
    from mspn_plugin.engine.network import init_network_and_test_set
    from mspn_plugin.visualization import save
    network, dataset = init_network_and_test_set(
        args.config,
        args.checkpoint,
        device=args.device,
        options=args.cfg_options)
    args.out.mkdir(parents=True, exist_ok=True)
    save.save_people(network, dataset, args.people, args.out)
    save.save_refinement(network, dataset, args.people, args.out)
    save.save_loss_curves(args.checkpoint.parent, args.out)
    print(f'\nPictures are in {args.out.resolve()}')


if __name__ == '__main__':
    main()
