"""Training and validation pictures, each picture in one of them."""

import random
import re
from typing import Dict, Optional, Tuple

from ..host import LabelError


def split_pictures(content: dict, share: float, *, seed: int = 0,
                   group: Optional[str] = None) -> Tuple[dict, dict]:
    """Split a COCO file by picture; pictures of a group stay together.

    Args:
        content: Of the file.
        share: Of the pictures (or groups) for validation, above 0, below 1.
        seed: Of the choice.
        group: A key of the pictures, such as 'video', or a regular
            expression whose first group is searched in their names.

    Returns:
        The contents for training and for validation.

    Raises:
        LabelError: Fewer than two pictures or groups with people.
        ValueError: A share that is not between 0 and 1.
    """
    if not 0 < share < 1:
        raise ValueError(f'The share for validation must be between 0 and 1, '
                         f'got {share}.')
    groups = _groups(content, group)
    keys = sorted(groups)
    if len(keys) < 2:
        raise LabelError(f'{len(keys)} pictures or groups with people cannot '
                         'be split: label more, or group by another key')
    random.Random(seed).shuffle(keys)
    count = min(max(1, round(share * len(keys))), len(keys) - 1)
    chosen = {image for key in keys[:count] for image in groups[key]}
    return _part(content, chosen, False), _part(content, chosen, True)


def _groups(content: dict, group: Optional[str]) -> Dict[str, list]:
    labelled = {person['image_id'] for person in content['annotations']}
    groups = {}
    for image in content['images']:
        if image['id'] in labelled:
            groups.setdefault(_key(image, group), []).append(image['id'])
    return groups


def _key(image: dict, group: Optional[str]) -> str:
    name = str(image['file_name'])
    if group is None:
        return name
    if group in image:
        return str(image[group])
    found = re.search(group, name)
    if found is None or not found.groups():
        raise LabelError(
            f'{name} has neither a key {group!r} nor a name in which this '
            "pattern finds a group, such as '(.+)_[0-9]+'")
    return found[1]


def _part(content: dict, chosen: set, inside: bool) -> dict:
    return dict(
        content,
        images=[i for i in content['images']
                if (i['id'] in chosen) == inside],
        annotations=[a for a in content['annotations']
                     if (a['image_id'] in chosen) == inside])
