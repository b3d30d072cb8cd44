"""People's boxes of LSP and LSP-extended as COCO files, for detectors."""

from pathlib import Path
from typing import List, Sequence

import numpy as np
from mmengine.utils import track_iter_progress
from PIL import Image

from .lsp_dataset import SPLITS, load_joints

MARGIN = 0.1  # joints are inside the body, the box is around it


def coco_boxes(root: Path, splits: Sequence[str]) -> dict:
    """Build the content of a COCO file.

    Args:
        root: Folder with ``lsp_dataset/`` and ``lspet_dataset/``.
        splits: Splits of :class:`LSPDataset`.
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
            x, y, width, height = box_around(labelled, np.array(size))
            annotations.append(
                dict(id=key, image_id=key, category_id=1, iscrowd=0,
                     bbox=[x, y, width, height], area=width * height))
    return dict(
        images=images,
        annotations=annotations,
        categories=[dict(id=1, name='person')])


def box_around(joints: np.ndarray, size: np.ndarray) -> List[float]:
    """Box of some joints, enlarged on each side by 0.1 of its longer side.

    Args:
        joints: (N, 2) in pixels.
        size: (width, height) of the picture; the box is clipped to it.

    Returns:
        x, y, width and height in pixels.
    """
    low, high = joints.min(0), joints.max(0)
    margin = MARGIN * (high - low).max()
    low = (low - margin).clip(0, size - 1)
    high = (high + margin).clip(low + 1, size)
    return [*low.round(1).tolist(), *(high - low).round(1).tolist()]
