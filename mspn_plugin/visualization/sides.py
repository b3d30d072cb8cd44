"""Colours that tell left from right."""

from typing import Sequence, Tuple

import numpy as np

#: RGB, of Okabe and Ito's palette, which the colour-blind can tell apart. Of
#: the person's own sides, not the picture's.
COLOURS = dict(
    left=(230, 159, 0), right=(86, 180, 233), middle=(0, 158, 115))


def side(name: str) -> str:
    """``left``, ``right`` or ``middle``, by the name of a keypoint."""
    return next((x for x in ('left', 'right') if x in name.lower()), 'middle')


def has_sides(names: Sequence[str]) -> bool:
    """Whether some keypoints are named as left and some as right."""
    return {'left', 'right'} <= set(map(side, names))


def side_colours(names: Sequence[str], links: Sequence[Tuple[int, int]]
                 ) -> Tuple[np.ndarray, np.ndarray]:
    """Colours of keypoints and of the links between them.

    Args:
        names: K names of keypoints.
        links: L pairs of keypoints. A link from a side to the middle has the
            colour of the side, one between the sides that of the middle.

    Returns:
        RGB of 0 to 255: (K, 3) and (L, 3).
    """
    sides = [side(name) for name in names]
    of_links = []
    for a, b in links:
        found = {sides[a], sides[b]} - {'middle'}
        of_links.append(found.pop() if len(found) == 1 else 'middle')
    return (np.array([COLOURS[x] for x in sides]),
            np.array([COLOURS[x] for x in of_links]).reshape(-1, 3))
