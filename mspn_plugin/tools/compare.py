"""Compare the cost and the accuracy of networks.

    mspn compare CONFIG [FOLDER] ['GLOB']
    mspn compare --paper mspn
    mspn compare --paper mspn --markdown --sort "paper: AP" \\
        --columns config GMACs "paper: AP"
    mspn compare FOLDER --train --data lsp \\
        --samples 16000 --seeds 0 1 2

Costs are counted without a forward pass on real data, in about a second per
network. ``--train`` trains each network with the same samples, seeds and data.
It resumes, and writes the report after each training. Results of earlier
trainings are also shown without ``--train``, if ``--samples`` and ``--data``
are the same. ``--saved REPORT/comparison.json`` shows those of an earlier
report instead.
"""

import argparse
import os
import sys
from pathlib import Path

from mspn_plugin.comparison.data import DATA_CONFIGS
from mspn_plugin.tools.cli_errors import cli_errors
from mspn_plugin.tools.options import (
    add_config_options,
    add_device_option,
    new_parser,
    parse,
)

PAPERS = ('mspn', 'msffn', 'efafnet', 'mscm', 'rsn', 'wholebody',
          'combined')


def build_parser() -> argparse.ArgumentParser:
    parser = new_parser(__doc__)
    parser.add_argument('configs', nargs='*', help='paths, folders, globs')
    parser.add_argument('--paper', nargs='+', default=[], choices=PAPERS,
                        help='add all configs of these papers')
    parser.add_argument('--latency', action='store_true',
                        help='measure the latency of one picture on this '
                        'device')
    add_device_option(parser)
    parser.add_argument('--train', action='store_true',
                        help='train and test each network')
    parser.add_argument('--saved', type=Path, metavar='JSON',
                        help='take results and notes from the '
                        'comparison.json of an earlier report, to draw it '
                        'again')
    parser.add_argument('--data', default='own',
                        choices=('own', *DATA_CONFIGS),
                        help="data to train and test on; own: each config's")
    parser.add_argument('--samples', type=int, default=16000,
                        help='people to train on; repetitions count')
    parser.add_argument('--seeds', type=int, nargs='+', default=[0],
                        help='one training of each network for each seed')
    parser.add_argument('--jobs', type=int, default=1,
                        help='parallel trainings')
    parser.add_argument('--metric', help='metric to rank by, as in the log')
    parser.add_argument('--work-dir', type=Path,
                        default=Path('work_dirs/comparison'),
                        help='folder for checkpoints and logs')
    parser.add_argument('--out', type=Path,
                        default=Path('work_dirs/comparison/report'),
                        help='folder for table, page and charts')
    parser.add_argument('--columns', nargs='+', default=[], metavar='NAME',
                        help='columns of the table, in this order, as "GMACs" '
                        'or "paper: AP"; "NAME=HEADER" gives one another '
                        'header')
    parser.add_argument('--sort', metavar='NAME',
                        help='column to sort by, the largest first (default: '
                        'the metric)')
    parser.add_argument('--ascending', action='store_true',
                        help='sort the smallest first')
    parser.add_argument('--markdown', action='store_true',
                        help='write the table as OUT/comparison.md too')
    parser.add_argument('--latex', action='store_true',
                        help='write the table as OUT/comparison.tex too')
    parser.add_argument('--title', help='title of the page')
    add_config_options(parser, 'for the training of all configs')
    return parser


@cli_errors
def main(argv=None):
    args = parse(build_parser(), argv)
    if not args.configs and not args.paper:
        raise ValueError('Nothing to compare: give configs or --paper.')
    if args.saved and args.train:
        raise ValueError('--saved shows an earlier report, --train makes a '
                         'new one: give one of them.')
    from mspn_plugin.comparison.comparison import Comparison, Settings
    from mspn_plugin.comparison.tables import Layout
    from mspn_plugin.engine.config import shipped_config
    from mspn_plugin.engine.devices import choose_device
    formats = [name for name, chosen in (('md', args.markdown),
                                         ('tex', args.latex)) if chosen]
    comparison = Comparison(
        Settings(
            out=args.out,
            work_dir=args.work_dir,
            data=None if args.data == 'own' else args.data,
            samples=args.samples,
            seeds=args.seeds,
            jobs=args.jobs,
            metric=args.metric,
            title=args.title,
            options=args.cfg_options,
            layout=Layout(args.columns, args.sort, args.ascending),
            formats=formats,
            latency_device=choose_device(args.device)
            if args.latency else None))
    papers = [os.path.relpath(shipped_config(p)) for p in args.paper]
    comparison.count([*args.configs, *papers])
    if args.saved:
        comparison.load_saved(args.saved)
    else:
        comparison.load_results()
    if args.train:
        comparison.train()
    if comparison.rows:
        comparison.save()
        comparison.show()
        print(f'{args.out}/comparison.html, '
              + ', '.join(f'.{name}' for name in ('csv', 'json', *formats)))
    for name, error in comparison.errors.items():
        print(f'error: {name}: {error}', file=sys.stderr)
    if comparison.errors:
        sys.exit(2)


if __name__ == '__main__':
    main()
