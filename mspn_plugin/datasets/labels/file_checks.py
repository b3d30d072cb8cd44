"""Checks of a file as a whole: units, layouts, categories, sides."""

from collections import Counter
from typing import Callable, List

import numpy as np

from .arrays import (
    Labels,
    normalised,
    people_categories,
    used_categories,
)
from .findings import Finding, of_people
from .people_checks import points_inside

BEYOND = 0.3  # least share of boxes beyond the picture; close-ups have few
ENOUGH = 5  # least number of people for a check of units and layouts
SIDES_ENOUGH = 20  # least number of people for a check of left and right
NEARLY_ALL, HARDLY_ANY = 0.8, 0.1


def fractions(labels: Labels) -> List[Finding]:
    """Coordinates of 0 to 1, as YOLO has them."""
    points = labels.points[labels.labelled][:, :2]
    if len(points) < 2 or not (abs(points) <= 1).all():
        return []
    return [Finding('fractions', 'error', 0, 'all coordinates are at most 1: '
                    'fractions of the picture, where pixels are expected')]


def percent(labels: Labels) -> List[Finding]:
    """Coordinates of 0 to 100, as Label Studio's own format has them."""
    points = labels.points[labels.labelled][:, :2]
    spread = len(labels.ids) >= ENOUGH and len(set(labels.images)) >= ENOUGH
    if not spread or (labels.sizes < 150).any() or not (
            points <= 100).all() or (points <= 1).all():
        return []
    return [Finding('percent', 'error', 0, 'all coordinates are at most 100 '
                    f'in {len(set(labels.images))} larger pictures: percent, '
                    'where pixels are expected')]


def corner_boxes(labels: Labels) -> List[Finding]:
    """Boxes of two corners, where x, y, width and height are expected."""
    x, y, w, h = labels.boxes.T
    corners = np.stack([x, y, w - x, h - y], 1)
    possible = (corners[:, 2:] > 0).all(1) & (x > 1) & (y > 1) & _holds_all(
        labels, corners)
    beyond = (labels.boxes[:, :2] + labels.boxes[:, 2:]
              > labels.sizes + 2).any(1)
    if len(possible) < 3 or possible.mean() < NEARLY_ALL or (
            beyond.mean() <= BEYOND):
        return []
    return [Finding('corner_boxes', 'error', 0, 'boxes are two corners (x1, '
                    'y1, x2, y2), where x, y, width and height are expected')]


def centre_boxes(labels: Labels) -> List[Finding]:
    """Boxes of a centre, width and height."""
    centred = labels.boxes.copy()
    centred[:, :2] -= centred[:, 2:] / 2
    held, stated = _holds_all(labels, centred), _holds_all(
        labels, labels.boxes)
    if len(held) < 3 or held.mean() < NEARLY_ALL or stated.mean() > 0.5:
        return []
    return [Finding('centre_boxes', 'error', 0, 'boxes are a centre, width '
                    'and height, where the top left corner comes first')]


def _holds_all(labels: Labels, boxes: np.ndarray) -> np.ndarray:
    """(N,) bool: people with all labelled keypoints in their box."""
    return (points_inside(labels, boxes) == labels.labelled).all(1)


def exchanged_sides(labels: Labels) -> List[Finding]:
    """Most labelled people face the camera: their left is on the right."""
    names = labels.names or (
        labels.metainfo or {}).get('keypoint_id2name', {}).values()
    names = list(normalised(names))
    pairs = [(names.index(name), names.index(name.replace('left', 'right')))
             for name in names if 'left' in name
             and name.replace('left', 'right') in names]
    if not pairs or len(names) != labels.points.shape[1]:
        return []
    left, right = np.array(pairs).T
    apart = labels.points[:, left, 0] - labels.points[:, right, 0]
    both = labels.labelled[:, left] & labels.labelled[:, right]
    wide = both & (abs(apart) > 0.1 * labels.boxes[:, 2:3])
    votes = np.where(wide, np.sign(apart), 0).sum(1)
    votes = votes[votes != 0]
    facing = (votes > 0).mean() if len(votes) else 1
    if len(votes) < SIDES_ENOUGH or facing > HARDLY_ANY:
        return []
    return [Finding('exchanged_sides', 'note', 0, 'left and right look '
                    f'exchanged: in {1 - facing:.0%} of {len(votes)} people '
                    'the left side is on the left of the picture, as in '
                    "people seen from behind; left is the person's own")]


def categories(labels: Labels) -> List[Finding]:
    """Keep the category of people; skip the others."""
    content = labels.content
    listed = {c.get('id') for c in content.get('categories') or ()}
    used = used_categories(content)
    unknown = [p.get('id') for p in content['annotations']
               if listed and p.get('category_id') not in listed]
    if unknown:
        return of_people('unknown_category', 'error', 'of a category that '
                         f'is not listed: {sorted(map(str, listed))}', unknown)
    if len(used) < 2:
        return []
    chosen = {category['id']: category.get('name') for category in
              people_categories(content, labels.metainfo)}
    if not chosen:
        return [Finding('which_category', 'error', 0, 'annotations with '
                        f'keypoints have the categories {sorted(used)}, none '
                        'of them called person or with the keypoint names of '
                        'the metainfo: leave one')]
    return of_people(
        'other_category', 'skip', 'of another category than '
        f'{" and ".join(map(repr, chosen.values()))}',
        [p.get('id') for p in content['annotations'] if p.get('keypoints')
         and p.get('category_id') not in chosen])


def keypoint_names(labels: Labels) -> List[Finding]:
    """Compare the names in the category, if any, with the metainfo."""
    if not labels.names or not labels.metainfo:
        return []
    found = normalised(labels.names)
    wanted = normalised(labels.metainfo['keypoint_id2name'].values())
    if found == wanted:
        return []
    if sorted(found) == sorted(wanted):
        first = next(i for i, (a, b) in enumerate(zip(found, wanted))
                     if a != b)
        return [Finding('name_order', 'error', 0, 'keypoints have another '
                        f'order: keypoint {first} is {labels.names[first]!r} '
                        f'in the file and {wanted[first]!r} in the metainfo')]
    if len(found) != len(wanted):
        return [Finding('name_count', 'error', 0, f'the category names '
                        f'{len(found)} keypoints, the metainfo '
                        f'{len(wanted)}')]
    differ = next((a, b) for a, b in zip(found, wanted) if a != b)
    return [Finding('other_names', 'note', 0, 'keypoints have other names: '
                    f'{differ[0]!r} in the file, {differ[1]!r} in the '
                    'metainfo; their order is taken as the same')]


def doubled_pictures(labels: Labels) -> List[Finding]:
    """One file under two ids: people are counted twice or not at all."""
    names = Counter(str(i.get('file_name')) for i in labels.content['images'])
    doubled = [name for name, count in names.items() if count > 1]
    if not doubled:
        return []
    return [Finding('doubled_pictures', 'note', len(doubled), 'pictures are '
                    'listed under two ids', doubled[0])]


FILE_CHECKS: List[Callable[[Labels], List[Finding]]] = [
    fractions, percent, corner_boxes, centre_boxes, categories,
    keypoint_names, exchanged_sides, doubled_pictures]
