"""Names of keypoints that mean the same."""

import re
from typing import Dict, Hashable, List, Sequence

SIDES = dict(l='left', r='right')


def name_words(name: str) -> List[str]:
    """'LeftWrist', 'left-wrist' and 'left_wrist' are ['left', 'wrist']."""
    spaced = re.sub(r'(?<=[a-z])(?=[A-Z])', ' ', str(name))
    return re.sub(r'[-_\s]+', ' ', spaced.lower()).split()


def name_key(name: str) -> Hashable:
    """Equal for names with the same words, and for 'l_wrist', 'wristL'."""
    return tuple(sorted(SIDES.get(word, word) for word in name_words(name)))


def same_names(old: Sequence[str], new: Sequence[str]) -> Dict[int, int]:
    """Indices in ``new`` -> indices in ``old`` of keypoints of the same name.

    Names that occur twice after :func:`name_key` are left out.
    """
    places = {}
    for i, name in enumerate(old):
        places.setdefault(name_key(name), []).append(i)
    keys = [name_key(name) for name in new]
    return {i: places[key][0] for i, key in enumerate(keys)
            if len(places.get(key, ())) == 1 and keys.count(key) == 1}
