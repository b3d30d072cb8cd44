"""Checks of the people that mmpose loaded, and who is skipped for what."""

import os
from typing import Dict, Iterable, Optional, Tuple

import numpy as np


class LoadedPeople:
    """Check people, and count each who is skipped once, by the first fault.
    """

    def __init__(self):
        self._skipped: Dict[object, Tuple[str, object]] = {}
        self._exists: Dict[str, bool] = {}

    def skip(self, ids: Iterable, fault: str, where: str = ''):
        """Count annotations as skipped.

        Args:
            ids: Of the annotations.
            fault: What is wrong with each.
            where: Added to the id of an example.
        """
        for key in ids:
            self._skipped.setdefault(key, (fault, f'{key}{where}'))

    @property
    def skipped(self) -> set:
        """Ids of the annotations that are skipped."""
        return set(self._skipped)

    def check(self, person: dict) -> bool:
        """Whether mmpose's data of a person can be used; count if not."""
        fault = self._find_fault(person)
        if fault:
            self.skip([person['id']], f'with {fault}',
                      f' in {person["img_path"]}')
        return fault is None

    def _find_fault(self, person: dict) -> Optional[str]:
        box, keypoints = person['bbox'][0], person['keypoints']
        if not (np.isfinite(box).all() and np.isfinite(keypoints).all()
                and np.isfinite(person['keypoints_visible']).all()):
            return 'a box or keypoint that is not finite'
        if (box[2:4] <= box[:2]).any():
            return 'a box of no area'
        path = person['img_path']
        if path not in self._exists:
            # addresses with a scheme belong to other file backends
            self._exists[path] = '://' in path or os.path.isfile(path)
        return None if self._exists[path] else 'a missing picture'

    def describe(self) -> str:
        """The faults, each with its number of people and an example."""
        examples: Dict[str, list] = {}
        for fault, example in self._skipped.values():
            examples.setdefault(fault, []).append(example)
        return '; '.join(
            f'{len(people)} {fault} (annotation {people[0]}'
            f'{", ..." if len(people) > 1 else ""})'
            for fault, people in examples.items())
