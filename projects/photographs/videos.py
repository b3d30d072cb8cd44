"""Poses in videos: ``Poser.stream`` beside MoveNet MultiPose.

    python projects/photographs/videos.py peers/movenet-multipose.onnx \\
        --json projects/photographs/videos.json

There are no labelled videos at hand, so that COCO pictures become videos: the
camera goes round in a circle, and the labels move with the picture. A second
of 25 frames each, motion JPEG, decoded in the time that is measured. Both use
ONNX Runtime and one thread. ``every``: the detector looks at every so many-th
frame; in between the people are followed.
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Callable, Iterator, List, NamedTuple, Sequence

import cv2
import numpy as np
from labelled_people import Person
from multipose import (
    LEAST_SCORES,
    MultiPose,
    People,
    build_parser,
    labelled_pictures,
    milliseconds,
    right_joints,
)

from mspn_plugin.engine.machine import machine_info
from mspn_plugin.inference import Poser
from mspn_plugin.inference.networks import SHIPPED

FRAMES, RATE = 25, 25.  # of a video; a second
RADIUS = .03  # of the circle, relative to the width of the picture
EVERY = 1, 5
Method = Callable[[Path], List[People]]  # a video -> people of its frames


class Video(NamedTuple):
    """A file, and the labelled people of each frame."""
    path: Path
    frames: List[List[Person]]


def moved(people: Sequence[Person], shift: np.ndarray) -> List[Person]:
    """The people of a picture, and the picture, moved by (x, y) pixels.

    Joints outside the frame are not labelled.
    """
    height, width = people[0].picture.shape[:2]
    picture = cv2.warpAffine(
        people[0].picture, np.c_[np.eye(2), shift], (width, height),
        borderMode=cv2.BORDER_REPLICATE)
    points = [person.keypoints + shift for person in people]
    return [person._replace(
        picture=picture, box=person.box + np.tile(shift, 2), keypoints=xy,
        visible=person.visible & ((xy >= 0) & (xy < (width, height))).all(1))
        for person, xy in zip(people, points)]


def make_video(people: Sequence[Person], path: Path) -> Video:
    """A camera that goes round once.

    Args:
        people: Of one picture.
        path: Gets the video; its suffix is ``.avi``.

    Raises:
        OSError: It cannot be written.
    """
    height, width = people[0].picture.shape[:2]
    angles = 2 * np.pi * np.arange(FRAMES) / FRAMES
    frames = [moved(people, RADIUS * width * np.array([np.cos(a), np.sin(a)]))
              for a in angles]
    writer = cv2.VideoWriter(
        str(path), cv2.VideoWriter_fourcc(*'MJPG'), RATE, (width, height))
    for frame in frames:
        writer.write(frame[0].picture)
    writer.release()
    if not path.exists():
        raise OSError(f'{path} cannot be written.')
    return Video(path, frames)


def streamed(name: str, every: int) -> Method:
    """A shipped pose network, by ``mspn pose --every``."""
    poser = Poser(name, device='cpu', runtime='onnx')
    return lambda path: [People(found.boxes, found.keypoints)
                         for found in poser.stream(path, every=every)]


def one_by_one(path: Path, model: MultiPose) -> List[People]:
    return [model(frame) for frame in read(path)]


def read(path: Path) -> Iterator[np.ndarray]:
    video = cv2.VideoCapture(str(path))
    while True:
        there, frame = video.read()
        if not there:
            return
        yield frame


def right(method: Method, videos: Sequence[Video]) -> dict:
    """Limb joints of all frames, see :func:`.multipose.right_joints`.

    Raises:
        RuntimeError: A frame was lost.
    """
    found = [method(video.path) for video in videos]
    if any(len(people) != FRAMES for people in found):
        raise RuntimeError(f'{list(map(len, found))} frames were read')
    of_frame = iter(sum(found, []))
    return right_joints(
        lambda _: next(of_frame), sum((v.frames for v in videos), []))


def main():
    parser = build_parser(__doc__.splitlines()[0], timed=3, unit='videos')
    parser.add_argument('--videos', type=int, default=12)
    args = parser.parse_args()
    pictures = labelled_pictures(args.coco)[:args.videos]
    methods = {f'{name}, {every}': streamed(name, every)
               for name in SHIPPED if name.startswith('people')
               for every in EVERY}
    for score in LEAST_SCORES:
        model = MultiPose(args.multipose, score)
        methods[f'movenet-multipose, {score}'] = (
            lambda path, model=model: one_by_one(path, model))
    with TemporaryDirectory() as name:
        videos = [make_video(people, Path(name, f'{i}.avi'))
                  for i, people in enumerate(pictures)]
        rows = {name: right(method, videos)
                for name, method in methods.items()}
        timed = milliseconds(methods, [
            video.path for video in videos[:args.timed]], args.rounds)
    for name, row in rows.items():
        ms = round(timed[name] / FRAMES, 1)
        row.update(milliseconds=ms, people_a_second=round(
            1e3 * row['people_a_picture'] / ms, 1))
        print(name, row)
    if args.json:
        args.json.write_text(json.dumps(dict(
            machine=machine_info(), videos=len(videos), frames=FRAMES,
            **rows), indent=1) + '\n')


if __name__ == '__main__':
    main()
