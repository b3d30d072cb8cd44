"""Test a trained network, with the script of mmpose.

    mspn test CONFIG CHECKPOINT
    mspn test CONFIG CHECKPOINT --show-dir work_dirs/drawn
    mspn test CONFIG CHECKPOINT --ensemble SECOND --ensemble THIRD

The options are those of ``mim test mmpose``, which starts several GPUs too,
and ``--ensemble``: the mean of the heatmaps of several checkpoints.
"""

import argparse
import sys
from typing import List

from mspn_plugin.tools.options import add_ensemble_option, new_parser, parse
from mspn_plugin.tools.train import (
    add_script_options,
    check_files,
    run_script,
)


def build_parser() -> argparse.ArgumentParser:
    """The options of mmpose's test.py; a test compares them."""
    parser = new_parser(__doc__)
    parser.add_argument('config', help="the network's config")
    parser.add_argument('checkpoint', help='its weights')
    parser.add_argument('--work-dir',
                        help='folder for logs and results; default: '
                        'work_dirs/NAME_OF_THE_CONFIG')
    parser.add_argument('--out', help='file to write the metrics to')
    parser.add_argument('--dump', help='file to write the predictions to')
    parser.add_argument('--badcase', action='store_true',
                        help='collect the samples with a high loss')
    add_script_options(parser)
    add_ensemble_option(parser)
    return parser


def script_arguments(argv: List[str]) -> List[str]:
    """Replace ``--ensemble`` by a change of the config."""
    parser = argparse.ArgumentParser(add_help=False)
    add_ensemble_option(parser)
    args, rest = parser.parse_known_args(argv)
    if not args.ensemble:
        return rest
    change = f'model.deploy.ensemble=[{",".join(args.ensemble)}]'
    if '--cfg-options' not in rest:
        return [*rest, '--cfg-options', change]
    place = rest.index('--cfg-options') + 1
    return [*rest[:place], change, *rest[place:]]


def main(argv=None):
    argv = sys.argv[1:] if argv is None else argv
    args = parse(build_parser(), argv)
    check_files(args.config, args.checkpoint, *args.ensemble)
    run_script('test.py', script_arguments(argv))


if __name__ == '__main__':
    main()
