"""Train a network, with the script of mmpose.

    mspn train CONFIG --work-dir work_dirs/first
    mspn train CONFIG --work-dir work_dirs/first --resume
    mspn train CONFIG --cfg-options train_cfg.max_epochs=10

The options are those of ``mim train mmpose``, which starts several GPUs too.
"""

import argparse
import runpy
import sys
from pathlib import Path
from typing import Optional

from mspn_plugin.tools.cli_errors import cli_errors
from mspn_plugin.tools.options import new_parser, parse


def build_parser() -> argparse.ArgumentParser:
    """The options of mmpose's train.py; a test compares them."""
    parser = new_parser(__doc__)
    parser.add_argument('config', help="the network's config")
    parser.add_argument('--work-dir',
                        help='folder for checkpoints and logs; default: '
                        'work_dirs/NAME_OF_THE_CONFIG')
    parser.add_argument('--resume', nargs='?', const='auto',
                        help='resume this checkpoint; without a value, '
                        'the last in the work dir')
    parser.add_argument('--amp', action='store_true',
                        help='train in mixed precision')
    parser.add_argument('--no-validate', action='store_true',
                        help='do not evaluate while training')
    parser.add_argument('--auto-scale-lr', action='store_true',
                        help="scale the learning rate by the batch size, as "
                        "the config's auto_scale_lr says")
    add_script_options(parser)
    return parser


def add_script_options(parser: argparse.ArgumentParser):
    """Add the options that mmpose's train.py and test.py share."""
    parser.add_argument('--cfg-options', nargs='+', metavar='KEY=VALUE',
                        help='override the config')
    parser.add_argument('--show-dir', help='folder for drawn predictions')
    parser.add_argument('--show', action='store_true',
                        help='show predictions in a window')
    parser.add_argument('--interval', type=int, default=1,
                        help='every so many samples are drawn')
    parser.add_argument('--wait-time', type=float, default=1,
                        help='seconds for which a window is shown')
    parser.add_argument('--launcher', default='none',
                        choices=('none', 'pytorch', 'slurm', 'mpi'),
                        help='what started this process')
    parser.add_argument('--local_rank', '--local-rank', type=int, default=0,
                        help='number of this process on its machine')


def run_script(name: str, argv: list):
    """Run one of mmpose's scripts.

    Args:
        name: Of its file.
        argv: Its arguments.
    """
    import mmpose
    path = Path(mmpose.__file__).parent / '.mim/tools' / name
    sys.argv = [str(path), *argv]
    runpy.run_path(str(path), run_name='__main__')


@cli_errors
def check_files(config: str, *checkpoints: Optional[str]):
    """Exit with 2 if a config or checkpoint cannot be read.

    Later errors have a traceback, since they can be of the user's own parts.
    """
    from mspn_plugin.engine.config import load_config
    load_config(config)
    for checkpoint in checkpoints:
        if checkpoint not in (None, 'auto') and '://' not in checkpoint \
                and not Path(checkpoint).is_file():
            raise FileNotFoundError(f'There is no checkpoint {checkpoint}.')


def main(argv=None):
    argv = sys.argv[1:] if argv is None else argv
    args = parse(build_parser(), argv)
    check_files(args.config, args.resume)
    run_script('train.py', argv)


if __name__ == '__main__':
    main()
