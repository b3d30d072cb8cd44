"""Pose the frames of a video: the same person keeps an id."""

from itertools import chain
from typing import Iterable, Iterator, Union

from .results import People
from .savitzky_golay import savitzky_golay
from .smoothing import OneEuroFilter
from .source_batches import batches
from .sources import Source
from .tracking import Tracker

#: Ways to smooth the keypoints of videos.
SMOOTHINGS = ('one-euro', 'savitzky-golay')


def pose_frames(poser,
                frames: Iterable[Source],
                *,
                every: int = 1,
                smooth: Union[bool, str] = False) -> Iterator[People]:
    """Pose the frames of one video or camera, with ids.

    Args:
        poser: A ``Poser``.
        frames: With numbers and times.
        every: The detector looks at every so many-th frame; between, people
            are expected to keep their velocity.
        smooth: One of :data:`SMOOTHINGS`; ``True`` is the first.
    """
    tracker = Tracker(poser.topdown.network.dataset_meta['sigmas'])
    posed = _detect_all(poser, frames) if every == 1 else _detect_some(
        poser, frames, tracker, every)
    tracked = _track(posed, tracker)
    if smooth == 'savitzky-golay':
        return savitzky_golay(tracked)
    return map(OneEuroFilter(), tracked) if smooth else tracked


def _track(posed: Iterable[People], tracker: Tracker) -> Iterator[People]:
    for people in posed:
        people.ids = tracker.update(people, people.time)
        yield people


def _detect_all(poser, frames: Iterable[Source]) -> Iterator[People]:
    frames = iter(frames)
    for first in frames:
        # a camera's next frame takes its time
        size = 1 if first.path is None else poser.batch_size
        for batch in batches(chain([first], frames), size):
            yield from poser.pose(batch)


def _detect_some(poser, frames: Iterable[Source], tracker: Tracker,
                 every: int) -> Iterator[People]:
    for count, frame in enumerate(frames):
        boxes = None
        if count % every:
            boxes = [tracker.expected_boxes(frame.time)]
        yield from poser.pose([frame], boxes)
