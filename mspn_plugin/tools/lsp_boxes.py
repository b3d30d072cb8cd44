"""Write people's boxes of LSP and LSP-extended as COCO files for detectors.

    python -m mspn_plugin.tools.lsp_boxes data/lsp

A box contains the labelled joints. It is enlarged by a tenth of its longer
side on each side and clipped to the picture.
"""

import argparse
import json
from pathlib import Path

from mspn_plugin.tools.cli_errors import cli_errors

FILES = dict(train=('train', 'extended'), test=('test', ))


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('root', type=Path)
    return parser


@cli_errors
def main(argv=None):
    root = build_parser().parse_args(argv).root
    from mspn_plugin.datasets.lsp_boxes import coco_boxes
    for name, splits in FILES.items():
        target = root / f'boxes_{name}.json'
        found = coco_boxes(root, splits)
        target.write_text(json.dumps(found))
        print(f'\n{target}: {len(found["annotations"])} people in '
              f'{len(found["images"])} pictures')


if __name__ == '__main__':
    main()
