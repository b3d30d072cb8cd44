"""YOLO-pose: data.yaml, and a text file of fractions for each picture."""

from pathlib import Path
from typing import List

from mmengine.fileio import load
from PIL import Image, ImageOps

from ..host import LabelError

SUFFIXES = ('.jpg', '.jpeg', '.png', '.bmp', '.webp')


def read_yolo(description: Path, pictures: Path) -> dict:
    """Read YOLO-pose labels as the content of a COCO file.

    A text file lies beside its picture, or in ``labels`` where the picture
    lies in ``images``.

    Args:
        description: ``data.yaml`` with ``kpt_shape``; ``kpt_names`` gives
            names, ``flip_idx`` mirror images.
        pictures: Folder of the pictures.

    Raises:
        LabelError: No ``kpt_shape``, or a line of another length.
    """
    facts = load(description) or {}
    if 'kpt_shape' not in facts:
        raise LabelError(f'{description} has no kpt_shape: it is not for '
                         'keypoints')
    count, numbers = facts['kpt_shape']
    images, people = [], []
    for path in sorted(p for p in pictures.rglob('*')
                       if p.suffix.lower() in SUFFIXES):
        with Image.open(path) as picture:
            size = ImageOps.exif_transpose(picture).size
        images.append(dict(id=len(images) + 1, width=size[0], height=size[1],
                           file_name=str(path.relative_to(pictures))))
        text = _labels_of(path)
        for number, line in enumerate(
                text.read_text().splitlines() if text.exists() else (), 1):
            values = [float(value) for value in line.split()]
            if len(values) != 5 + count * numbers:
                raise LabelError(
                    f'{text}, line {number}: {len(values)} numbers, not '
                    f'5 + {count} x {numbers}')
            people.append(dict(
                _person(values, size, numbers), id=len(people) + 1,
                image_id=images[-1]['id']))
    return dict(images=images, annotations=people, categories=[
        dict(id=1, name='person', skeleton=[],
             keypoints=_names(facts, count), flip=facts.get('flip_idx'))])


def _labels_of(picture: Path) -> Path:
    parts = list(picture.parts)
    if 'images' in parts:
        last = len(parts) - 1 - parts[::-1].index('images')
        parts[last] = 'labels'
        beside = Path(*parts).with_suffix('.txt')
        if beside.exists():
            return beside
    return picture.with_suffix('.txt')


def _person(values: List[float], size: tuple, numbers: int) -> dict:
    _, cx, cy, w, h = values[:5]
    width, height = size
    points = []
    for i in range(5, len(values), numbers):
        x, y = values[i] * width, values[i + 1] * height
        seen = values[i + 2] if numbers == 3 else 2 * (x > 0 or y > 0)
        points += [x, y, seen] if seen > 0 else [0, 0, 0]
    return dict(
        category_id=1, iscrowd=0, keypoints=points,
        num_keypoints=sum(v > 0 for v in points[2::3]),
        bbox=[(cx - w / 2) * width, (cy - h / 2) * height, w * width,
              h * height], area=w * h * width * height)


def _names(facts: dict, count: int) -> List[str]:
    names = facts.get('kpt_names') or ()
    if isinstance(names, dict):
        names = next(iter(names.values()))
    names = list(names) or [f'keypoint_{i}' for i in range(count)]
    if len(names) != count:
        raise LabelError(f'kpt_names has {len(names)} names, kpt_shape says '
                         f'{count}')
    return names
