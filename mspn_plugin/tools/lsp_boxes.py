"""People's boxes in LSP and LSP-extended, as COCO files for detectors.

    python -m mspn_plugin.tools.lsp_boxes data/lsp

A box is that of the labelled joints, a tenth of its larger side wider all
round, for joints lie inside the body, and cut off at the picture's border.
"""

import argparse
import json
from pathlib import Path
from typing import List

import numpy as np
from mmengine.utils import track_iter_progress
from PIL import Image

from mspn_plugin.datasets.lsp_dataset import SPLITS, load_joints
from mspn_plugin.tools.cli_errors import cli_errors

FILES = dict(train=('train', 'extended'), test=('test', ))
MARGIN = 0.1


def boxes(root: Path, splits: List[str]) -> dict:
    """A COCO file's content.

    Args:
        root: Holds ``lsp_dataset/`` and ``lspet_dataset/``.
        splits: Of :class:`LSPDataset`.
    """
    images, annotations = [], []
    for split in splits:
        folder, name, part, offset = SPLITS[split]
        joints_of_all = load_joints(root / folder)[part]
        for number, joints in enumerate(
                track_iter_progress(list(joints_of_all)), part.start + 1):
            path = Path(folder) / 'images' / name.format(number)
            with Image.open(root / path) as picture:
                size = picture.size
            key = number + offset
            images.append(
                dict(id=key, file_name=str(path), width=size[0],
                     height=size[1]))
            labelled = joints[joints[:, 2] > 0, :2]
            if len(labelled) < 2:
                continue
            x, y, width, height = around(labelled, np.array(size))
            annotations.append(
                dict(id=key, image_id=key, category_id=1, iscrowd=0,
                     bbox=[x, y, width, height], area=width * height))
    return dict(
        images=images,
        annotations=annotations,
        categories=[dict(id=1, name='person')])


def around(joints: np.ndarray, size: np.ndarray) -> List[float]:
    """(N, 2) joints and the picture's (width, height) -> x, y, w, h."""
    low, high = joints.min(0), joints.max(0)
    margin = MARGIN * (high - low).max()
    low = (low - margin).clip(0, size - 1)
    high = (high + margin).clip(low + 1, size)
    return [*low.round(1).tolist(), *(high - low).round(1).tolist()]


@cli_errors
def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('root', type=Path)
    args = parser.parse_args()
    for name, splits in FILES.items():
        target = args.root / f'boxes_{name}.json'
        found = boxes(args.root, splits)
        target.write_text(json.dumps(found))
        print(f'\n{target}: {len(found["annotations"])} people in '
              f'{len(found["images"])} pictures')


if __name__ == '__main__':
    main()
