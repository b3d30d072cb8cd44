"""Checks of detected boxes (``bbox_file``), before mmpose reads them."""

import json
import math
from pathlib import Path
from typing import List

import numpy as np

from ...host import LabelError
from .file_checks import BEYOND
from .findings import Finding

PERSON = 1  # the category that mmpose uses
KEYS = ('image_id', 'category_id', 'bbox', 'score')
ENOUGH, NEARLY_ALL = 5, 0.8


def check_detections(path: str, content: dict) -> List[Finding]:
    """Raise if detections have another layout than COCO's results.

    Args:
        path: Path of the JSON file.
        content: Content of the annotations, for ids and sizes of pictures.

    Returns:
        Findings that are not errors.

    Raises:
        LabelError: The message names the first wrong entry.
    """
    try:
        found = json.loads(Path(path).read_bytes())
    except (UnicodeDecodeError, ValueError) as error:
        raise LabelError(f'{path} is no JSON: {error}.') from error
    _check_layout(path, found)
    sizes = {image['id']: (image.get('width'), image.get('height'))
             for image in content['images']}
    for entry in found:
        if entry['image_id'] not in sizes:
            raise LabelError(
                f'{path} has a box in picture {entry["image_id"]!r}, which '
                f'is not among the {len(sizes)} pictures of the annotations.')
    people = [entry for entry in found if entry['category_id'] == PERSON]
    if found and not people:
        seen = sorted({str(entry['category_id']) for entry in found})
        raise LabelError(
            f'{path} has the categories {", ".join(seen[:5])}; mmpose takes '
            f'people as category {PERSON}.')
    _check_boxes(path, people, sizes)
    return _notes(people, sizes) + _box_notes(people, sizes)


def _check_layout(path: str, found: object):
    if isinstance(found, dict):
        raise LabelError(
            f'{path} is an object ({", ".join(list(found)[:4])}), not a list '
            f'of boxes {{{", ".join(KEYS)}}}.')
    if not isinstance(found, list):
        raise LabelError(f'{path} is no list of boxes.')
    for number, entry in enumerate(found):
        missing = [key for key in KEYS if not isinstance(entry, dict)
                   or key not in entry]
        if missing:
            raise LabelError(f'{path}, box {number}: {", ".join(missing)} '
                             'is missing.')
        box = entry['bbox']
        if not isinstance(box, list) or len(box) < 4 or not all(
                isinstance(x, (int, float)) for x in box[:4]):
            raise LabelError(f'{path}, box {number}: bbox must be x, y, '
                             f'width, height, got {box!r}.')
        for key in KEYS:
            if key != 'bbox' and not _fits(key, entry[key]):
                raise LabelError(
                    f'{path}, box {number}: {key} must be a '
                    f'{"number" if key == "score" else "whole number"}, '
                    f'got {entry[key]!r}.')


def _fits(key: str, value: object) -> bool:
    if key == 'score':
        return isinstance(value, (int, float)) and math.isfinite(value)
    return isinstance(value, int)


def _check_boxes(path: str, people: list, sizes: dict):
    if len(people) < ENOUGH:
        return
    boxes = np.array([p['bbox'][:4] for p in people], float)
    limits = np.array([sizes[p['image_id']] for p in people], float)
    ends = boxes[:, :2] + boxes[:, 2:]
    if (ends <= 1.5).all():
        raise LabelError(f'{path} has boxes in fractions of the picture: '
                         'mmpose takes pixels.')
    corners = (boxes[:, 2:] > boxes[:, :2]).all(1) & (
        boxes[:, 2:] <= limits + 2).all(1)
    beyond = (ends > limits + 2).any(1)
    if corners.mean() >= NEARLY_ALL and beyond.mean() > BEYOND:
        raise LabelError(
            f'{path} has boxes of two corners (x1, y1, x2, y2): mmpose takes '
            'x, y, width, height.')


def _notes(people: list, sizes: dict) -> List[Finding]:
    notes = []
    high = [p for p in people if p['score'] > 1]
    if high:
        notes.append(Finding(
            'detection_scores', 'note', len(high), 'detected boxes have a '
            'score above 1', f'picture {high[0]["image_id"]}'))
    with_people = {person['image_id'] for person in people}
    without = [key for key in sizes if key not in with_people]
    if people and len(without) > len(sizes) / 2:
        notes.append(Finding(
            'few_detections', 'note', len(without), f'of {len(sizes)} '
            'pictures have no detected person: nobody is found there',
            f'picture {without[0]}'))
    return notes


def _box_notes(people: list, sizes: dict) -> List[Finding]:
    notes = []
    beyond = [p for p in people if _is_beyond(p, sizes[p['image_id']])]
    if len(people) >= ENOUGH and len(beyond) > BEYOND * len(people):
        notes.append(Finding(
            'detections_beyond', 'note', len(beyond), 'detected boxes reach '
            'out of their pictures: boxes are x, y, width and height, from '
            'the top left corner', f'picture {beyond[0]["image_id"]}'))
    different = {(p['image_id'], *p['bbox'][:4]) for p in people}
    if len(different) < len(people):
        notes.append(Finding(
            'detections_doubled', 'note', len(people) - len(different),
            'detected boxes equal another one in the picture'))
    return notes


def _is_beyond(person: dict, size: tuple) -> bool:
    x, y, w, h = person['bbox'][:4]
    return None not in size and (x + w > size[0] + 2 or y + h > size[1] + 2)
