"""Checks of ids, which also data sets of hands and faces need."""

from collections import Counter
from typing import Callable, List

from .arrays import Labels
from .findings import Finding


def doubled_ids(labels: Labels) -> List[Finding]:
    """COCO's reader keeps the last annotation or picture of an id."""
    for kind, entries in (('doubled_annotation', 'annotations'),
                          ('doubled_image', 'images')):
        ids = Counter(str(x.get('id')) for x in labels.content[entries])
        doubled, times = max(ids.items(), key=lambda item: item[1],
                             default=('', 0))
        if times > 1:
            return [Finding(kind, 'error', 0,
                            f'id {doubled} occurs {times} times')]
    return []


def unlisted_pictures(labels: Labels) -> List[Finding]:
    """People whose picture is not known."""
    listed = {image.get('id') for image in labels.content['images']}
    unknown = sorted({person.get('image_id') for person in labels.content[
        'annotations']} - listed)
    if not unknown:
        return []
    return [Finding('unlisted_picture', 'error', 0, 'annotations refer to '
                    f'image {unknown[0]}, which is not listed '
                    f'({len(unknown)} such images)')]


ID_CHECKS: List[Callable[[Labels], List[Finding]]] = [
    doubled_ids, unlisted_pictures]
