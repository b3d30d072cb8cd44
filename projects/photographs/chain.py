"""Detector and pose network together, on all labelled people of pictures."""

from typing import Callable, Dict, List, Sequence

import numpy as np
from accuracy import Found, pck
from detection import Scene, match
from labelled_people import LIMB_JOINTS, Person
from networks import Network

#: A picture -> boxes (N, 5).
Detector = Callable[[np.ndarray], np.ndarray]


def group(people: Sequence[Person]) -> List[List[Person]]:
    """People of one picture together, in the order of the pictures."""
    pictures: Dict[int, List[Person]] = {}
    for person in people:
        pictures.setdefault(person.image_id, []).append(person)
    return list(pictures.values())


def detect(detector: Detector,
           pictures: Sequence[List[Person]]) -> List[Scene]:
    """Detected and labelled boxes of every picture."""
    return [Scene(detector(people[0].picture),
                  np.array([p.box for p in people])) for people in pictures]


def true_scenes(pictures: Sequence[List[Person]]) -> List[Scene]:
    """As :func:`detect`, with the labelled boxes."""
    boxes = [np.array([p.box for p in people]) for people in pictures]
    return [Scene(np.c_[b, np.ones(len(b))], b) for b in boxes]


def pose_found(network: Network, pictures: Sequence[List[Person]],
               scenes: Sequence[Scene]) -> Found:
    """Keypoints of each person, from the box that matches it.

    Keypoints of missed people are at infinity, that is, wrong.
    """
    found = []
    for people, scene in zip(pictures, scenes):
        for person, box in zip(people, match(*scene)):
            if box < 0:
                found.append((np.full((19, 2), np.inf), np.zeros(19)))
            else:
                found.append(network(person.picture, scene.found[box, :4]))
    return found


def share(network: Network, pictures: Sequence[List[Person]],
          scenes: Sequence[Scene]) -> float:
    """Percentage of all people's limb joints within 0.2 of the torso.

    Joints of missed people are wrong. Unlabelled joints and people without a
    labelled torso are ignored.
    """
    people = [person for group in pictures for person in group]
    return pck(people, pose_found(network, pictures, scenes),
               LIMB_JOINTS)['mean']
