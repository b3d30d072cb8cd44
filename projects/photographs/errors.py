"""Where the errors are: by the person's tilt, and of which kind."""

from typing import Dict, Sequence

import numpy as np
from accuracy import Found, pck
from labelled_people import LIMB_JOINTS, Person

from mspn_plugin.datasets.people_metainfo import NAMES
from mspn_plugin.evaluation.torso import within_torso

#: Degrees between the torso and the upright, up to the next row's.
TILTS = {'upright': 0, 'leaning': 30, 'lying': 60, 'upside down': 120}
NEAR = 0.5  # of the torso; a right joint is within 0.2
LIMBS = [NAMES.index(name) for name in LIMB_JOINTS]
OTHER_SIDE = [
    LIMB_JOINTS.index(name.replace('left', 'right') if 'left' in name
                      else name.replace('right', 'left'))
    for name in LIMB_JOINTS
]


def tilt(person: Person) -> float:
    """Degrees between the upright and hips -> shoulders; NaN without them."""
    centres = []
    for joint in ('hip', 'shoulder'):
        pair = [NAMES.index(f'{side}_{joint}') for side in ('left', 'right')]
        if not person.visible[pair].all():
            return np.nan
        centres.append(person.keypoints[pair].mean(0))
    right, down = centres[1] - centres[0]
    return float(np.degrees(np.arctan2(abs(right), -down)))


def by_tilt(people: Sequence[Person], found: Found) -> Dict[str, dict]:
    """PCK@0.2 of the limb joints and number of people by tilt."""
    edges = [*TILTS.values(), 180.1]
    groups = np.digitize([tilt(person) for person in people], edges)
    rows = {}
    for number, name in enumerate(TILTS, 1):
        some = np.flatnonzero(groups == number)
        if len(some):
            scores = pck([people[i] for i in some], [found[i] for i in some],
                         LIMB_JOINTS)
            rows[name] = dict(people=len(some), pck=scores['mean'])
    return rows


def kinds(people: Sequence[Person], found: Found) -> Dict[str, float]:
    """Percentages of the limb joints that are wrong, by kind.

    ``exchanged``: within 0.2 of the torso of the other side's joint;
    ``near``: within 0.5 of the torso; ``far``: others.
    """
    predicted = np.stack([points[LIMBS] for points, _ in found])
    true = np.stack([person.keypoints[LIMBS] for person in people])
    visible = np.stack([person.visible[LIMBS] for person in people])

    def within(errors: np.ndarray, threshold: float = 0.2) -> np.ndarray:
        return within_torso(true + errors, true, visible, LIMB_JOINTS,
                            threshold=threshold)[0]

    right, counts = within_torso(predicted, true, visible, LIMB_JOINTS)
    wrong = counts & ~right
    exchanged = wrong & visible[:, OTHER_SIDE] & within(
        predicted - true[:, OTHER_SIDE])
    near = wrong & ~exchanged & within(predicted - true, NEAR)
    far = wrong & ~exchanged & ~near
    return {
        name: round(100 * mask.sum() / max(counts.sum(), 1), 1)
        for name, mask in dict(exchanged=exchanged, near=near,
                               far=far).items()
    }
