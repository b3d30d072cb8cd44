"""Render a split of rendered people into a folder in COCO's format."""

import json
from functools import partial
from pathlib import Path
from typing import List, Optional, Tuple, Union

import cv2
from mmengine.utils.progressbar_rich import track_progress_rich

from ...cores import usable_cores
from .figure import KEYPOINTS
from .scene import HEIGHT, WIDTH, crowd_index, render_scene

RENDER_VERSION = 2  # increase it if the same seed gives different pictures
SKELETON = ((16, 14), (14, 12), (17, 15), (15, 13), (12, 13), (6, 12), (7, 13),
            (6, 7), (6, 8), (7, 9), (8, 10), (9, 11), (2, 3), (1, 2), (1, 3),
            (2, 4), (3, 5), (4, 6), (5, 7))
SPLITS = dict(train=0, val=1, test=2)


def render_split(root: Union[str, Path],
                 split: str,
                 num_images: int,
                 *,
                 seed: int = 0,
                 workers: Optional[int] = None) -> Path:
    """Render ``{split}/*.jpg`` and ``{split}.json`` below ``root``.

    The annotation file is written last and atomically: an interrupted run
    leaves none. A picture depends only on the seed, the split and its number,
    not on the number of workers.

    Args:
        root: Folder of the data set.
        split: 'train', 'val' or 'test'; their pictures differ.
        num_images: Number of pictures.
        seed: Seed of the whole data set.
        workers: Number of processes; None: one per core.

    Returns:
        Path of the annotation file.

    Raises:
        ValueError: An unknown split, or fewer than one picture.
    """
    if split not in SPLITS:
        raise ValueError(f'split must be one of {list(SPLITS)}, got {split!r}')
    if num_images < 1:
        raise ValueError(f'num_images must be at least 1, got {num_images}')
    folder = Path(root) / split
    folder.mkdir(parents=True, exist_ok=True)
    found = track_progress_rich(
        partial(_render_one, folder, seed, SPLITS[split]),
        list(range(num_images)),
        nproc=workers or usable_cores(),
        chunksize=16,
        description=f'Rendering people into {folder}')
    return _write_json(
        Path(root) / f'{split}.json', found,
        dict(version=RENDER_VERSION, seed=seed, num_images=num_images))


def _render_one(folder: Path, seed: int, split: int,
                index: int) -> Tuple[str, List[dict]]:
    cv2.setNumThreads(0)  # there is one process per core already
    picture, annotations = render_scene((RENDER_VERSION, seed, split, index))
    name = f'{index:06d}.jpg'
    if not cv2.imwrite(
            str(folder / name), picture, [cv2.IMWRITE_JPEG_QUALITY, 90]):
        raise OSError(f'{folder / name} could not be written')
    return name, annotations


def _write_json(path: Path, found: List[Tuple[str, List[dict]]],
                info: dict) -> Path:
    images, annotations = [], []
    for image_id, (name, people) in enumerate(found, start=1):
        images.append(
            dict(
                id=image_id,
                file_name=name,
                width=WIDTH,
                height=HEIGHT,
                crowdIndex=round(crowd_index(people), 4)))
        for person in people:
            annotations.append(
                dict(person, id=len(annotations) + 1, image_id=image_id))
    category = dict(
        id=1,
        name='person',
        supercategory='person',
        keypoints=KEYPOINTS,
        skeleton=SKELETON)
    part = path.with_suffix('.part')
    part.write_text(
        json.dumps(
            dict(
                info=info,
                images=images,
                annotations=annotations,
                categories=[category])))
    part.replace(path)
    return path
