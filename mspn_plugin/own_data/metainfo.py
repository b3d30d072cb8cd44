"""What keypoints mean, guessed from their names."""

from typing import Dict, List, Optional, Sequence

from ..engine.keypoint_names import name_words

#: COCO's, by part of the body.
SIGMAS = dict(nose=.026, eye=.025, ear=.035, shoulder=.079, elbow=.072,
              wrist=.062, hip=.107, knee=.087, ankle=.089)
DEFAULT_SIGMA = 0.05
LOWER = ('hip', 'knee', 'ankle', 'foot', 'toe', 'heel')
COLOURS = dict(left=[0, 255, 0], right=[255, 128, 0], middle=[51, 153, 255])
#: How names say a side: as a word, as a letter before or behind.
SIDES = (('left', 'right'), ('l', 'r'))


def guess_metainfo(category: dict, name: str = 'own') -> dict:
    """A metainfo of mmpose for the keypoints of a category.

    Args:
        category: COCO's: ``keypoints``; ``skeleton``, pairs that count from
            1; ``flip``, mirror images by number, if known.
        name: Of the data set.
    """
    names = list(category['keypoints'])
    flip = category.get('flip') or guess_flip(names)
    limbs = [(names[a - 1], names[b - 1])
             for a, b in category.get('skeleton') or ()]
    return dict(
        dataset_name=name,
        keypoint_info={
            i: dict(name=point, id=i, color=COLOURS[side_of(point)],
                    type='lower' if _part(point, LOWER) else 'upper',
                    swap=names[flip[i]] if flip[i] != i else '')
            for i, point in enumerate(names)},
        skeleton_info={i: dict(link=limb, id=i, color=COLOURS['middle'])
                       for i, limb in enumerate(limbs)},
        joint_weights=[1.] * len(names),
        sigmas=[guess_sigma(point) for point in names])


def guess_sigma(name: str) -> float:
    """COCO's for parts of its bodies, 0.05 for others."""
    part = _part(name, SIGMAS)
    return SIGMAS[part] if part else DEFAULT_SIGMA


def _part(name: str, parts: Sequence[str]) -> Optional[str]:
    words = name_words(name)
    return next((part for part in parts if part in words), None)


def guess_flip(names: Sequence[str]) -> List[int]:
    """The mirror image of each keypoint: 'left_eye' and 'right_eye'.

    Args:
        names: Of the keypoints.

    Returns:
        Numbers; a keypoint without a counterpart has its own.
    """
    places = {tuple(name_words(name)): i for i, name in enumerate(names)}
    flip = []
    for i, name in enumerate(names):
        words = name_words(name)
        others = [tuple(b if word == a else a if word == b else word
                        for word in words) for a, b in SIDES]
        found = [places[other] for other in others
                 if other in places and places[other] != i]
        flip.append(found[0] if found else i)
    return flip


def side_of(name: str) -> str:
    """'left', 'right' or 'middle'."""
    words = name_words(name)
    for left, right in SIDES:
        if left in words:
            return 'left'
        if right in words:
            return 'right'
    return 'middle'


def describe(metainfo: dict) -> List[str]:
    """Lines that a person can check: pairs, sigmas.

    Args:
        metainfo: From :func:`guess_metainfo`.
    """
    points = list(metainfo['keypoint_info'].values())
    pairs = [f'{p["name"]} <-> {p["swap"]}' for p in points
             if p['swap'] and side_of(p['name']) != 'right']
    alone = [p['name'] for p in points if not p['swap']]
    guessed = [p['name'] for p in points if not _part(p['name'], SIGMAS)]
    lines = [f'mirror images: {"; ".join(pairs) or "none"}',
             f'without one: {", ".join(alone) or "none"}']
    if guessed:
        lines.append(f'sigmas of {DEFAULT_SIGMA} (COCO has none): '
                     f'{", ".join(guessed)}')
    return lines


def as_python(metainfo: Dict) -> str:
    """The file that a config names as ``from_file``."""
    lines = [
        '# What the keypoints mean: names, mirror images (swap), limbs to',
        '# draw, and how exactly people agree on each (sigmas).',
        'dataset_info = dict(',
        f'    dataset_name={metainfo["dataset_name"]!r},'
    ]
    for part in ('keypoint_info', 'skeleton_info'):
        lines.append(f'    {part}={{')
        lines += [f'        {key}: {value!r},'
                  for key, value in metainfo[part].items()]
        lines.append('    },')
    for part in ('joint_weights', 'sigmas'):
        lines.append(f'    {part}={metainfo[part]!r},')
    return '\n'.join(lines) + ')\n'
