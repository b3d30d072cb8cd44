"""Smooth keypoints over the frames of a video, off line."""

from collections import deque
from itertools import repeat, takewhile
from typing import Deque, Dict, Iterable, Iterator, List, NamedTuple

import numpy as np
from numpy.polynomial.polynomial import polyfit

from .results import People


class Frame(NamedTuple):
    """Time in seconds; keypoints (K, 2) of the people by their ids."""

    time: float
    keypoints: Dict[int, np.ndarray]


def savitzky_golay(frames: Iterable[People],
                   *,
                   window: int = 11,
                   order: int = 2) -> Iterator[People]:
    """Savitzky and Golay: Smoothing and Differentiation of Data (1964).

    The smoothed position is that of a polynomial, fitted by least squares to
    the frames around, as far as they have the person without a break. It does
    not lag behind, but frames are yielded ``window // 2`` frames later.
    Other than in ``scipy.signal.savgol_filter``, frames may have any times.

    Args:
        frames: People with ids and the times of their frames; their keypoints
            are changed in place.
        window: Frames of the fit, an odd number.
        order: Order of the polynomial.
    """
    half = window // 2
    waiting: Deque[People] = deque()

    def notes() -> Iterator[Frame]:
        for people in frames:
            waiting.append(people)
            yield Frame(people.time, dict(zip(
                people.ids.tolist(), people.keypoints.astype(float))))
        yield from repeat(Frame(0, {}), half)  # after the end

    near: Deque[Frame] = deque(maxlen=2 * half + 1)
    for count, frame in enumerate(notes()):
        near.append(frame)
        if count >= half:
            people = waiting.popleft()
            for i, person in enumerate(people.ids.tolist()):
                seen = _unbroken(list(near), len(near) - 1 - half, person)
                people.keypoints[i] = _fit(seen, people.time, person, order)
            yield people


def _unbroken(frames: List[Frame], middle: int, person: int) -> List[Frame]:
    """The frames around one with a person, up to those without."""

    def has_person(frame: Frame) -> bool:
        return person in frame.keypoints

    return [*takewhile(has_person, reversed(frames[:middle])),
            *takewhile(has_person, frames[middle:])]


def _fit(frames: List[Frame], time: float, person: int,
         order: int) -> np.ndarray:
    """(K, 2) of the polynomials at a time."""
    times = [frame.time - time for frame in frames]
    points = np.stack([frame.keypoints[person] for frame in frames])
    fitted = polyfit(times, points.reshape(len(frames), -1),
                     min(order, len(frames) - 1))
    return fitted[0].reshape(points.shape[1:])
