"""Checks of single annotations: a list of findings each."""

from collections import Counter
from typing import Callable, List

import numpy as np

from .arrays import Labels, counts, used_categories
from .findings import Finding, of_people

MARGIN = 0.1  # relative to a box's longer side: points may be just outside
EDGE = 2  # pixels beyond the picture, because of rounding
MOST = 0.5  # from this fraction of people it is a fault of the whole file


def no_box(labels: Labels) -> List[Finding]:
    """People with keypoints and without a box."""
    return of_people('no_box', 'skip', 'with no box', [
        p.get('id') for p in labels.content['annotations']
        if counts(p) and p.get('keypoints') and not any(p['bbox'])])


def no_keypoints(labels: Labels) -> List[Finding]:
    """Boxes without keypoints, which CVAT writes in addition to skeletons."""
    used = used_categories(labels.content)
    return of_people('no_keypoints', 'skip', 'with no keypoints', [
        p.get('id') for p in labels.content['annotations']
        if counts(p) and not p.get('keypoints')
        and (p.get('category_id') in used or not used)])


def visibility(labels: Labels) -> List[Finding]:
    """Visibility must be 0 (not labelled), 1 (hidden) or 2 (visible)."""
    seen = labels.points[..., 2]
    odd = np.isfinite(seen) & ~np.isin(seen, (0, 1, 2))
    ids = labels.ids[odd.any(1)]
    if not len(ids):
        return []
    values = ', '.join(f'{v:g}' for v in np.unique(seen[odd])[:3])
    return of_people('visibility', 'error', f'with visibilities of {values}, '
                     'where 0, 1 and 2 have a meaning (a score is none)', ids)


def box_without_points(labels: Labels) -> List[Finding]:
    """A box without any of its keypoints is another person's."""
    inside = points_inside(labels, labels.boxes)
    known = labels.labelled & np.isfinite(labels.points).all(2)
    real = np.isfinite(labels.boxes).all(1) & (labels.boxes[:, 2:] > 0).all(1)
    lost = known.any(1) & ~inside.any(1) & real
    ids = labels.ids[lost]
    if len(ids) > MOST * len(labels.ids) and len(ids) > 2:
        return of_people(
            'boxes_elsewhere', 'error', 'with none of their keypoints in '
            'their box, most of all: boxes are x, y, width and height in '
            'pixels, from the top left corner', ids)
    return of_people('box_without_points', 'skip',
                     'with none of their keypoints in their box', ids)


def box_of_few_points(labels: Labels) -> List[Finding]:
    """Boxes of heads, or of another unit; some points may be outside."""
    known = labels.labelled & np.isfinite(labels.points).all(2)
    inside = points_inside(labels, labels.boxes).sum(1)
    few = (inside > 0) & (inside < known.sum(1) / 2)
    return of_people('box_of_few_points', 'note', 'with less than half of '
                     'their keypoints in their box', labels.ids[few])


def points_inside(labels: Labels, boxes: np.ndarray) -> np.ndarray:
    """(N, K) bool: labelled keypoints in their box, or almost.

    Args:
        labels: Of N people.
        boxes: (N, 4): x, y, width, height.
    """
    margin = MARGIN * boxes[:, 2:].max(1, initial=0)[:, None, None] + EDGE
    low = labels.points[..., :2] - boxes[:, None, :2] + margin
    high = boxes[:, None, :2] + boxes[:, None, 2:] + margin - labels.points[
        ..., :2]
    return labels.labelled & (low >= 0).all(2) & (high >= 0).all(2)


def points_outside_picture(labels: Labels) -> List[Finding]:
    """They have weight 0 in training, but COCO's AP includes them."""
    beyond = (labels.points[..., :2] < -EDGE).any(2) | (
        labels.points[..., :2] > labels.sizes[:, None] + EDGE).any(2)
    return of_people('points_outside', 'note',
                     'with labelled keypoints outside the picture',
                     labels.ids[(labels.labelled & beyond & np.isfinite(
                         labels.points).all(2)).any(1)])


def box_outside_picture(labels: Labels) -> List[Finding]:
    """Boxes are clipped to the picture."""
    ends = labels.boxes[:, :2] + labels.boxes[:, 2:]
    beyond = (labels.boxes[:, :2] < -EDGE).any(1) | (
        ends > labels.sizes + EDGE).any(1)
    return of_people('box_outside', 'note', 'with a box that reaches out of '
                     'the picture: cut off', labels.ids[beyond])


def implausible_area(labels: Labels) -> List[Finding]:
    """COCO's AP divides distances by the root of the area."""
    areas = {p['id']: p.get('area') for p in labels.content['annotations']
             if 'id' in p}
    ratio = np.array([areas[i] if isinstance(areas[i], (int, float)) else
                      np.nan for i in labels.ids], float) / np.maximum(
                          labels.boxes[:, 2] * labels.boxes[:, 3], 1)
    odd = (ratio > 1.5) | (ratio < 0.01)
    return of_people('implausible_area', 'note', 'with an area of more than '
                     '1.5 or less than 0.01 boxes: AP depends on it',
                     labels.ids[odd & (labels.boxes[:, 2:] > 0).all(1)])


def fractions_of_some(labels: Labels) -> List[Finding]:
    """People in fractions of the picture, among others in pixels."""
    small = (abs(labels.points[..., :2]) <= 1).all(2) | ~labels.labelled
    odd = small.all(1) & (labels.labelled.sum(1) > 1)
    return of_people('fractions_of_some', 'skip', 'with all coordinates at '
                     'most 1, fractions of the picture', labels.ids[odd])


def doubled_boxes(labels: Labels) -> List[Finding]:
    """One box for all people of a picture: the picture's, or the group's."""
    keys = [(image, *box) for image, box in zip(
        labels.images, labels.boxes.tolist())]
    times = Counter(keys)
    ids = [i for i, key in zip(labels.ids, keys) if times[key] > 1]
    return of_people('doubled_boxes', 'note', 'with the box of another '
                     'person in the picture',
                     ids if len(ids) > MOST * len(keys) else [])


def doubled_people(labels: Labels) -> List[Finding]:
    """The same keypoints twice in a picture; AP counts one as missed."""
    seen, doubled = set(), []
    rows = zip(labels.ids, labels.images, labels.points)
    for person, image, points in rows:
        key = image, points.tobytes()
        if key in seen:
            doubled.append(person)
        seen.add(key)
    return of_people('doubled_people', 'note',
                     'with the keypoints of another annotation', doubled)


PEOPLE_CHECKS: List[Callable[[Labels], List[Finding]]] = [
    no_box, no_keypoints, visibility, fractions_of_some, box_without_points,
    box_of_few_points, points_outside_picture, box_outside_picture,
    implausible_area, doubled_boxes, doubled_people]
