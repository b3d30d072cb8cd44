"""Smooth keypoints over the frames of a video."""

from typing import Dict, NamedTuple

import numpy as np

from .results import People

#: States that are older, in seconds, are dropped: after so long, a low-pass
#: filter of the default cut-off takes 99 % of the new position.
MAX_AGE = 10.


class State(NamedTuple):
    """Time in seconds, positions and speeds (K, 2) of one person."""

    time: float
    position: np.ndarray
    speed: np.ndarray


class OneEuroFilter:
    """Casiez et al.: 1 Euro Filter (CHI 2012), for every keypoint.

    It filters resting keypoints strongly, which reduces jitter, and fast ones
    weakly, which reduces lag. Lengths are relative to the person's size (the
    square root of the box's area), so that the options fit all sizes.

    Args:
        min_cutoff: Cut-off frequency at rest, in Hz; less is smoother.
        beta: Increase of the cut-off frequency with the speed, in Hz per
            size and second; more has less lag.
        speed_cutoff: Cut-off frequency of the speed, in Hz.
    """

    def __init__(self,
                 *,
                 min_cutoff: float = 2.0,
                 beta: float = 4.0,
                 speed_cutoff: float = 0.5):
        self.min_cutoff, self.beta = min_cutoff, beta
        self.speed_cutoff = speed_cutoff
        self._states: Dict[int, State] = {}

    def __call__(self, people: People) -> People:
        """Filter the keypoints of the next frame, in place.

        Args:
            people: People with ids and the time of their frame.

        Returns:
            The same people.
        """
        self._states = {
            person: state for person, state in self._states.items()
            if people.time - state.time <= MAX_AGE}
        boxes, keypoints = people.boxes.astype(float), people.keypoints
        sides = np.maximum(boxes[:, 2:] - boxes[:, :2], 1)
        for i, (person, size) in enumerate(
                zip(people.ids.tolist(), np.sqrt(sides.prod(1)))):
            state = self._filter(
                self._states.get(person), people.time,
                keypoints[i].astype(float), size)
            self._states[person] = state
            keypoints[i] = state.position
        return people

    def _filter(self, last: State, time: float, position: np.ndarray,
                size: float) -> State:
        if last is None or time <= last.time:
            return State(time, position, np.zeros_like(position))
        step = time - last.time
        share = _new_share(self.speed_cutoff, step)
        speed = last.speed + share * (
            (position - last.position) / step - last.speed)
        fast = np.linalg.norm(speed, axis=1, keepdims=True) / size
        share = _new_share(self.min_cutoff + self.beta * fast, step)
        return State(
            time, last.position + share * (position - last.position), speed)


def _new_share(cutoff: np.ndarray, step: float) -> np.ndarray:
    """Weight of the new value in a low-pass filter."""
    return 1 / (1 + 1 / (2 * np.pi * cutoff * step))
