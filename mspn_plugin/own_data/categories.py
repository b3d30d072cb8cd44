"""One category of what the labelling tools wrote."""

from typing import Dict, List

from ..datasets.labels.arrays import (
    PERSON_NAMES,
    people_categories,
    used_categories,
)
from ..host import LabelError


def keep_people(content: dict) -> List[str]:
    """Keep one kind of skeleton, as category 1 'person', in place.

    That is the category that is called a person, or else all that have the
    skeleton of the one with the most annotations.

    Args:
        content: Of a COCO file.

    Returns:
        What was left out, a line each.

    Raises:
        LabelError: No annotation has keypoints, or a labelled one.
    """
    chosen = _choose(content)
    keys = [category['id'] for category in chosen]
    names = list(map(str, (category.get('name') for category in chosen)))
    kept = [dict(person, category_id=1) for person in content['annotations']
            if person.get('category_id') in keys]
    lines = [f'{", ".join(names)} are one category here'
             ] if len(chosen) > 1 else []
    lost = len(content['annotations']) - len(kept)
    if lost:
        lines.append(f'{lost} annotations of other categories than '
                     f'{", ".join(names)} are left out')
    people = [person for person in kept if person.get('num_keypoints')]
    if not people:
        raise LabelError('no annotation has a labelled keypoint')
    if len(people) < len(kept):
        lines.append(f'{len(kept) - len(people)} annotations without a '
                     'labelled keypoint are left out')
    content['annotations'] = people
    content['categories'] = [dict(chosen[0], id=1, name='person')]
    return lines


def _choose(content: dict) -> List[dict]:
    used: Dict[object, int] = used_categories(content)
    if not used:
        raise LabelError('no annotation has keypoints')
    listed = {category['id']: category
              for category in content.get('categories') or ()}
    categories = [listed.get(key, dict(id=key)) for key in used]
    called = [c for c in categories
              if str(c.get('name')).lower() in PERSON_NAMES]
    if len(called) == 1:
        return called
    return people_categories(content, None) or [
        max(categories, key=lambda c: used[c['id']])]
