"""A COCO file's people as arrays, for checks of all of them at once."""

from typing import Dict, List, NamedTuple, Optional, Tuple

import numpy as np

PERSON_NAMES = ('person', 'people', 'human', 'pedestrian')


class Labels(NamedTuple):
    """People with at least one labelled keypoint, without crowds.

    Attributes:
        content: The whole file, corrected.
        metainfo: Metainfo that mmpose parsed; None if it is not known.
        ids: Ids of the N annotations that have a box and K keypoints.
        boxes: (N, 4): x, y, width, height in pixels.
        points: (N, K, 3): x, y in pixels and visibility.
        sizes: (N, 2): width and height of the picture.
        images: (N,), ids of the annotations' pictures.
        names: Names of the K keypoints in the category; () if it has none.
    """
    content: dict
    metainfo: Optional[dict]
    ids: np.ndarray
    boxes: np.ndarray
    points: np.ndarray
    sizes: np.ndarray
    images: np.ndarray
    names: Tuple[str, ...]

    @property
    def labelled(self) -> np.ndarray:
        """(N, K) bool: keypoints that have a label."""
        return self.points[..., 2] > 0


def normalised(names) -> Tuple[str, ...]:
    """'Left Wrist' and 'left-wrist' are 'left_wrist'."""
    return tuple('_'.join(str(name).lower().replace('-', ' ').replace(
        '_', ' ').split()) for name in names)


def read_labels(content: dict, metainfo: Optional[dict] = None) -> Labels:
    """Collect the people of a corrected COCO file.

    Args:
        content: From :func:`mspn_plugin.host.read_annotations`.
        metainfo: Metainfo that mmpose parsed; None: the number of keypoints
            is that of most people.
    """
    listed = {image['id']: image for image in content['images']}
    people = [p for p in content['annotations'] if counts(p) and _whole(p)]
    wanted = metainfo['num_keypoints'] if metainfo else _usual(people)
    people = [p for p in people if len(p['keypoints']) == 3 * wanted
              and p.get('image_id') in listed]
    size = [(listed[p['image_id']].get('width', np.nan),
             listed[p['image_id']].get('height', np.nan)) for p in people]
    categories = people_categories(content, metainfo)
    return Labels(
        content, metainfo,
        ids=np.array([p['id'] for p in people], object),
        boxes=_numbers([p['bbox'] for p in people], (-1, 4)),
        points=_numbers([p['keypoints'] for p in people], (-1, wanted, 3)),
        sizes=_numbers(size, (-1, 2)),
        images=np.array([p['image_id'] for p in people], object),
        names=tuple(categories[0].get('keypoints') or ())
        if categories else ())


def counts(person: dict) -> bool:
    """Whether an annotation is a person with labels, not a crowd."""
    return not person.get('iscrowd') and person.get('num_keypoints') != 0


def _whole(person: dict) -> bool:
    box, points = person.get('bbox'), person.get('keypoints')
    return (isinstance(box, list) and len(box) == 4
            and isinstance(points, list) and len(points) > 0
            and not any(isinstance(p, (list, dict, str)) for p in points + box)
            and 'id' in person)


def _usual(people: List[dict]) -> int:
    lengths = [len(p['keypoints']) // 3 for p in people]
    return max(set(lengths), key=lengths.count, default=1)


def _numbers(values: list, shape: tuple) -> np.ndarray:
    if not values:
        return np.zeros((0, *shape[1:]))
    return np.array(values, np.float64).reshape(shape)


def used_categories(content: dict) -> Dict[object, int]:
    """How many annotations with keypoints each category has."""
    used = {}
    for person in content['annotations']:
        if person.get('keypoints'):
            key = person.get('category_id')
            used[key] = used.get(key, 0) + 1
    return used


def people_categories(content: dict, metainfo: Optional[dict]) -> List[dict]:
    """The categories whose keypoints are the data set's; []: not known.

    AP-10K has a category for each species and one skeleton for all.
    """
    listed = {c.get('id'): c for c in content.get('categories') or ()
              if isinstance(c, dict)}
    used = [listed[key] for key in used_categories(content) if key in listed]
    skeletons = {_skeleton(category) for category in used}
    if len(used) == 1 or (len(skeletons) == 1 and any(skeletons)):
        return used
    wanted = normalised(metainfo['keypoint_id2name'].values()) if metainfo \
        else ()
    named = [c for c in used if wanted and _skeleton(c) == wanted]
    if named:
        return named
    called = [c for c in used if str(c.get('name')).lower() in PERSON_NAMES]
    return called if len(called) == 1 else []


def _skeleton(category: dict) -> Tuple[str, ...]:
    return normalised(category.get('keypoints') or ())
