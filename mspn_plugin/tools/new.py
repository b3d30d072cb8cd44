"""Start a training from the labels of a labelling tool.

    mspn new labels.json pictures --out own
    mspn new data.yaml pictures --out own --val 0.1 --group '(.+)_[0-9]+'

LABELS is a COCO file (CVAT, Label Studio, Roboflow, COCO Annotator), a folder
of LabelMe files, data.yaml of YOLO-pose, or DeepLabCut's CollectedData_*.csv
or a folder of them. It splits by picture, makes boxes where there are none,
guesses mirror images from the names, and prints the next two commands.

The training starts from the weights of the network for photographs, which
were trained on pictures of LSP and COCO and are for research. Those of
rendered people have no such terms: --start rendered-people.
"""

import argparse
import sys
from importlib.util import find_spec
from pathlib import Path

from mspn_plugin.tools.cli_errors import cli_errors
from mspn_plugin.tools.options import new_parser, parse


def build_parser() -> argparse.ArgumentParser:
    parser = new_parser(__doc__)
    parser.add_argument('labels', type=Path,
                        help='COCO file, data.yaml, folder of LabelMe or '
                        'DeepLabCut files')
    parser.add_argument('pictures', type=Path, help='folder of the pictures')
    parser.add_argument('--out', type=Path, required=True,
                        help='folder to write to')
    parser.add_argument('--val', type=float, default=0.2,
                        help='share of the pictures for validation')
    parser.add_argument('--seed', type=int, default=0,
                        help='of the split')
    parser.add_argument('--group', metavar='KEY',
                        help='pictures of a group stay together: a key of '
                        "the pictures, or a pattern of their names: '(.+)_'")
    parser.add_argument('--start', choices=('people', 'rendered-people'),
                        help='weights to start from (default: people, or '
                        'rendered-people if timm is not installed)')
    return parser


@cli_errors
def main(argv=None):
    args = parse(build_parser(), argv)
    from mspn_plugin.inference.networks import LICENCES, SHIPPED
    from mspn_plugin.own_data import new_project, next_commands
    start = args.start or _default_start()
    weights = Path(SHIPPED[start][1]).name
    for line in new_project(args.labels, args.pictures, args.out,
                            share=args.val, seed=args.seed, group=args.group,
                            start=start):
        print(line)
    print(f'starts from {weights} ({LICENCES[weights]})')
    print('next:')
    for command in next_commands(args.out, args.pictures):
        print(f'  {command}')


def _default_start() -> str:
    if find_spec('timm'):
        return 'people'
    print('timm is not installed: the training starts from rendered people. '
          'For the better network, run: pip install timm', file=sys.stderr)
    return 'rendered-people'


if __name__ == '__main__':
    main()
