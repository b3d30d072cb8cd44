"""Draw several people on one page, with the heatmaps of every stage.

    mspn contact-sheet CONFIG CHECKPOINT --out SHEET.png

The people are the worst, the best or evenly spaced ones among the first of the
test set. Each has its object keypoint similarity (OKS, 1 is perfect).
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
    parser.add_argument('--out', type=Path,
                        default=Path('work_dirs/contact_sheet.png'),
                        help='picture to write')
    parser.add_argument('--people', type=int, default=24,
                        help='number of people on the sheet')
    parser.add_argument('--of', type=int, default=200,
                        help='number of people to choose from')
    parser.add_argument('--sort', choices=('worst', 'best', 'even'),
                        default='worst', help='which people')
    parser.add_argument('--columns', type=int, default=4,
                        help='people in a row')
    return parser


@cli_errors
def main(argv=None):
    args = parse(build_parser(), argv)
    from mspn_plugin.evaluation.oks import choose_people, oks_of_people
    from mspn_plugin.visualization import plot_contact_sheet, predict_stages
    network, dataset = open_test(args)
    scores = oks_of_people(network, dataset, min(args.of, len(dataset)))
    chosen = choose_people(scores, args.sort, args.people)
    figure = plot_contact_sheet(
        [predict_stages(network, **dataset[i]) for i in chosen],
        [f'{i}: OKS {scores[i]:.2f}' for i in chosen],
        dataset.metainfo['skeleton_links'], args.columns)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(args.out, dpi=110)
    print(f'\n{len(chosen)} people of {len(scores)}, mean OKS '
          f'{scores.mean():.3f}: see {args.out.resolve()}')


if __name__ == '__main__':
    main()
