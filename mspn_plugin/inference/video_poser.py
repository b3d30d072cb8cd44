"""Pose the frames of a video: the same person keeps an id."""

from itertools import islice
from typing import Iterable, Iterator

from .results import People
from .smoothing import OneEuroFilter
from .sources import Source
from .tracking import Tracker


def pose_frames(poser,
                frames: Iterable[Source],
                *,
                every: int = 1,
                smooth: bool = False) -> Iterator[People]:
    """Pose the frames of one video or camera, with ids.

    Args:
        poser: A ``Poser``.
        frames: With numbers and times.
        every: The detector looks at every so many-th frame; between, people
            are expected to keep their velocity.
        smooth: Whether to filter the keypoints, see :class:`OneEuroFilter`.
    """
    tracker = Tracker(poser.topdown.network.dataset_meta['sigmas'])
    smoothed = OneEuroFilter()
    posed = _detect_all(poser, frames) if every == 1 else _detect_some(
        poser, frames, tracker, every)
    for people in posed:
        people.ids = tracker.update(people, people.time)
        if smooth:
            smoothed(people)
        yield people


def _detect_all(poser, frames: Iterable[Source]) -> Iterator[People]:
    frames = iter(frames)
    while True:
        batch = list(islice(frames, 1))
        if not batch:
            return
        if batch[0].path is not None:  # a camera's next frame takes its time
            batch += islice(frames, poser.batch_size - 1)
        yield from poser.pose(batch)


def _detect_some(poser, frames: Iterable[Source], tracker: Tracker,
                 every: int) -> Iterator[People]:
    for count, frame in enumerate(frames):
        boxes = None
        if count % every:
            boxes = [tracker.expected_boxes(frame.time)]
        yield from poser.pose([frame], boxes)
