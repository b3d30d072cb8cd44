"""YOLO-pose: data.yaml, and a text file of fractions for each picture."""

from pathlib import Path
from typing import List

from mmengine.fileio import load
from PIL import Image

from ..datasets.labels.picture_checks import shown_size
from ..host import LabelError, named_errors

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
        raise LabelError('it has no kpt_shape: it is not for keypoints')
    count, numbers = facts['kpt_shape']
    images, people = [], []
    for path in sorted(p for p in pictures.rglob('*')
                       if p.suffix.lower() in SUFFIXES):
        with Image.open(path) as picture:
            size = shown_size(picture)
        images.append(dict(id=len(images) + 1, width=size[0], height=size[1],
                           file_name=str(path.relative_to(pictures))))
        text = _labels_of(path)
        for number, line in enumerate(
                text.read_text().splitlines() if text.exists() else (), 1):
            with named_errors(f'{text}, line {number}'):
                values = [float(value) for value in line.split()]
                if len(values) != 5 + count * numbers:
                    raise LabelError(f'{len(values)} numbers, not 5 + '
                                     f'{count} x {numbers}')
                people.append(dict(
                    _person(values, size, numbers), id=len(people) + 1,
                    image_id=images[-1]['id']))
    used = dict.fromkeys(person['category_id'] for person in people)
    return dict(images=images, annotations=people, categories=[
        _category(facts, key, count) for key in used])


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
    kind, cx, cy, w, h = values[:5]
    width, height = size
    points = []
    for i in range(5, len(values), numbers):
        x, y = values[i] * width, values[i + 1] * height
        seen = values[i + 2] if numbers == 3 else 2 * (x > 0 or y > 0)
        points += [x, y, seen] if seen > 0 else [0, 0, 0]
    return dict(
        category_id=int(kind), iscrowd=0, keypoints=points,
        num_keypoints=sum(v > 0 for v in points[2::3]),
        bbox=[(cx - w / 2) * width, (cy - h / 2) * height, w * width,
              h * height], area=w * h * width * height)


def _category(facts: dict, key: int, count: int) -> dict:
    """A class; ``kpt_names`` may be one list, or one for each class."""
    names = facts.get('kpt_names') or ()
    if isinstance(names, dict):
        names = names.get(key) or next(iter(names.values()))
    names = list(names) or [f'keypoint_{i}' for i in range(count)]
    if len(names) != count:
        raise LabelError(f'kpt_names has {len(names)} names, kpt_shape says '
                         f'{count}')
    classes = facts.get('names') or {}
    classes = dict(enumerate(classes)) if isinstance(classes, list) \
        else classes
    return dict(id=key, name=str(classes.get(key, key)), skeleton=[],
                keypoints=names, flip=facts.get('flip_idx'))
