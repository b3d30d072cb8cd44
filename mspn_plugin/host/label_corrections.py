"""Correct unambiguous faults of labels."""

import math
from collections import defaultdict
from numbers import Number
from typing import Callable, Dict, List

from .label_errors import LabelError

#: Of a box's area, where the labels have none; mmpose's own factor.
AREA_OF_BOX = 0.53
#: What is corrected, and how the log says it.
CORRECTED = dict(
    no_area='have no area above 0: it is made from the box',
    no_crowd='have an iscrowd of null: 0',
    negative_visibility='have a visibility below 0: not labelled',
    no_categories='are of categories that the file does not list: added',
    null_points='have keypoints of null: not labelled',
    labelled_origin='have labelled keypoints at (0, 0) or (-1, -1): not '
    'labelled',
    wrong_count='have another num_keypoints than labelled keypoints: counted',
    ids_renumbered='are numbered anew from 1: ids of annotations must be '
    'whole numbers above 0')


Corrected = Dict[str, List[object]]


def correct(content: dict) -> Corrected:
    """Correct annotations in place; see :data:`CORRECTED`."""
    corrected = defaultdict(list)
    for person in content['annotations']:
        ordinary = _ordinary(person.get('keypoints'))
        for kind, step in (_STEPS if ordinary else _ALL_STEPS).items():
            if step(person):
                corrected[kind].append(person.get('id'))
    if _add_categories(content):
        corrected['no_categories'] = [
            person.get('id') for person in content['annotations']]
    if _renumber(content['annotations']):
        corrected['ids_renumbered'] = [
            person['id'] for person in content['annotations']]
    return dict(corrected)


def _triples(person: dict) -> list:
    """Keypoints as [x, y, v]; none if the layout is unknown."""
    points = person.get('keypoints')
    if not isinstance(points, list):
        return []
    if points and all(isinstance(p, list) and len(p) == 3 for p in points):
        return [list(p) for p in points]
    if len(points) % 3 or any(isinstance(p, list) for p in points):
        return []
    return [points[i:i + 3] for i in range(0, len(points), 3)]


def _ordinary(points: object) -> bool:
    """Fast check that nothing must be corrected, for large files."""
    return isinstance(points, list) and all(
        type(value) in (int, float) and value >= 0
        for value in points) and not any(
            x == y == 0 and v
            for x, y, v in zip(points[::3], points[1::3], points[2::3]))


def _rewrite(person: dict, change: Callable[[list], list]) -> bool:
    """Apply ``change`` to each [x, y, v]; say whether one changed."""
    old = _triples(person)
    new = [change(point) for point in old]
    if old:
        person['keypoints'] = [value for point in new for value in point]
    return any(a is not b for a, b in zip(old, new))


def _number(value: object) -> bool:
    return isinstance(value, Number) and value == value


def _plain_numbers(person: dict) -> bool:
    """Text and booleans to numbers; no value changes: no report."""

    def plain(point: list) -> list:
        try:
            return [value if value is None else float(value)
                    if not isinstance(value, int) or value is True
                    or value is False else value for value in point]
        except (TypeError, ValueError):
            return point

    _rewrite(person, plain)
    return False


def _null_points(person: dict) -> bool:
    def known(point: list) -> list:
        x, y, v = point
        nothing = x is None and y is None and v is None
        hidden = v == 0 and not (_number(x) and _number(y))
        return [0, 0, 0] if nothing or hidden else point

    return _rewrite(person, known)


def _null_to_nan(person: dict) -> bool:
    """Null at a labelled keypoint. The checks report that it is not finite.
    """
    _rewrite(person, lambda point: [
        math.nan if value is None else value for value in point])
    return False


def _negative_visibility(person: dict) -> bool:
    return _rewrite(person, lambda point: [0, 0, 0] if _number(
        point[2]) and point[2] < 0 else point)


def _labelled_origin(person: dict) -> bool:
    def known(point: list) -> list:
        labelled = _number(point[2]) and point[2] > 0
        at_origin = tuple(point[:2]) in ((0, 0), (-1, -1))
        return [0, 0, 0] if labelled and at_origin else point

    return _rewrite(person, known)


def _wrong_count(person: dict) -> bool:
    points = _triples(person)
    if not points or not all(_number(v) for _, _, v in points):
        return False
    labelled = sum(v > 0 for _, _, v in points)
    stated = person.get('num_keypoints', labelled)
    if person.get('iscrowd') and stated == 0:
        return False
    person['num_keypoints'] = labelled
    return stated != labelled


def _no_crowd(person: dict) -> bool:
    stated = person.get('iscrowd', 0)
    if stated is not None and not isinstance(stated, Number):
        raise LabelError(f'annotation {person.get("id")}: iscrowd must be 0 '
                         f'or 1, got {stated!r}')
    person['iscrowd'] = int(bool(stated))
    return stated is None


def _no_area(person: dict) -> bool:
    box, area = person.get('bbox'), person.get('area')
    if _number(area) and area > 0 and area is not True:
        return False
    if not isinstance(box, list) or len(box) != 4 or not all(
            _number(x) for x in box):
        return False
    person['area'] = max(AREA_OF_BOX * box[2] * box[3], 1.)
    return not person['iscrowd'] and box[2] > 0 and box[3] > 0


def _missing_parts(person: dict) -> bool:
    """COCO's evaluation reads a box and keypoints of everybody. The checks
    report who has none."""
    for key, nothing in (('bbox', [0, 0, 0, 0]), ('keypoints', [])):
        person[key] = person.get(key) or nothing
    return False


_STEPS = dict(
    missing_parts=_missing_parts, wrong_count=_wrong_count, no_crowd=_no_crowd,
    no_area=_no_area)
_ALL_STEPS = dict(
    plain=_plain_numbers, null_points=_null_points,
    null_to_nan=_null_to_nan,
    negative_visibility=_negative_visibility,
    labelled_origin=_labelled_origin, **_STEPS)


def _add_categories(content: dict) -> bool:
    """mmpose's metric reads categories; one of people has any name."""
    people = content['annotations']
    if content.get('categories') or not people:
        return False
    for person in people:
        person.setdefault('category_id', 1)
    used = sorted({person['category_id'] for person in people}, key=str)
    content['categories'] = [
        dict(id=i, name='person' if len(used) == 1 else str(i)) for i in used]
    return True


def _renumber(people: List[dict]) -> bool:
    """COCO's evaluation treats a match with annotation 0 as no match."""
    ids = [person.get('id') for person in people]
    if None in ids or all(type(i) is int and i > 0 for i in ids):
        return False
    if len({str(i) for i in ids}) < len(ids):
        return False  # duplicates raise an error in the data set
    for number, person in enumerate(people, start=1):
        person['id'] = number
    return True


def correction_lines(corrected: Corrected) -> List[str]:
    """One line per kind: number, correction and first annotation."""
    return [f'{len(ids)} annotations {CORRECTED[kind]} (annotation {ids[0]}'
            f'{", ..." if len(ids) > 1 else ""})'
            for kind, ids in corrected.items()]
