"""Write people's boxes of LSP and LSP-extended as COCO files for detectors.

    mspn lsp-boxes data/lsp

A box contains the labelled joints. It is enlarged by a tenth of its longer
side on each side and clipped to the picture.
"""

import argparse
import json
from pathlib import Path

from mspn_plugin.tools.cli_errors import cli_errors
from mspn_plugin.tools.options import new_parser, parse

FILES = dict(train=('train', 'extended'), test=('test', ))


def build_parser() -> argparse.ArgumentParser:
    parser = new_parser(__doc__)
    parser.add_argument('root', type=Path,
                        help='folder with lsp_dataset and lspet_dataset')
    return parser


@cli_errors
def main(argv=None):
    root = parse(build_parser(), argv).root
    from mspn_plugin.datasets.lsp_boxes import coco_boxes
    for name, splits in FILES.items():
        target = root / f'boxes_{name}.json'
        found = coco_boxes(root, splits)
        target.write_text(json.dumps(found))
        print(f'\n{target}: {len(found["annotations"])} people in '
              f'{len(found["images"])} pictures')


if __name__ == '__main__':
    main()
