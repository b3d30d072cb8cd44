"""Labelled people of the comparison: LSP test, COCO val."""

import json
from pathlib import Path
from typing import Iterator, NamedTuple

import cv2
import numpy as np

from mspn_plugin.datasets import LSPDataset
from mspn_plugin.datasets.people_metainfo import MAPPINGS, NAMES

#: The joints that all networks predict: no face, no neck, no head top.
LIMB_JOINTS = tuple(
    name for name in NAMES
    if name.split('_')[-1] in ('shoulder', 'elbow', 'wrist', 'hip', 'knee',
                               'ankle'))


class Person(NamedTuple):
    """One labelled person of a picture.

    Attributes:
        id: Number of the annotation.
        picture: (H, W, 3) uint8, BGR.
        box: (4,): x1, y1, x2, y2 in pixels.
        keypoints: (19, 2) in pixels.
        visible: (19,) bool, whether a keypoint is labelled.
        image_id: Number of the picture.
    """
    id: int
    picture: np.ndarray
    box: np.ndarray
    keypoints: np.ndarray
    visible: np.ndarray
    image_id: int


def lsp_people(root: str) -> Iterator[Person]:
    """LSP's 1,000 test people; boxes do not use the joints."""
    data = LSPDataset(split='test', data_root=root, test_mode=True)
    for i in range(len(data)):
        info = data.get_data_info(i)
        points, visible = _to_19('lsp', info['keypoints'][0],
                                 info['keypoints_visible'][0])
        yield Person(info['id'], cv2.imread(info['img_path']),
                     info['bbox'][0], points, visible, info['img_id'])


def coco_people(annotations: str, pictures: str) -> Iterator[Person]:
    """The people of a COCO file, with annotated boxes."""
    file = json.loads(Path(annotations).read_text())
    names = {image['id']: image['file_name'] for image in file['images']}
    people = sorted(file['annotations'], key=lambda a: a['image_id'])
    loaded, picture = None, None
    for person in people:
        if person['image_id'] != loaded:
            loaded = person['image_id']
            picture = cv2.imread(str(Path(pictures) / names[loaded]))
        x, y, w, h = person['bbox']
        found = np.array(person['keypoints'], float).reshape(17, 3)
        points, visible = _to_19('coco', found[:, :2], found[:, 2])
        yield Person(person['id'], picture, np.array([x, y, x + w, y + h]),
                     points, visible, loaded)


def _to_19(source: str, points: np.ndarray, visible: np.ndarray):
    moved, there = np.zeros((len(NAMES), 2)), np.zeros(len(NAMES), bool)
    for i, target in MAPPINGS[source]:
        moved[target], there[target] = points[i], visible[i] > 0
    return moved, there
