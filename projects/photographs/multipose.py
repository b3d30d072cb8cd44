"""Poses of whole pictures: ``mspn pose`` beside MoveNet MultiPose.

    python projects/photographs/multipose.py peers/movenet-multipose.onnx \\
        --json projects/photographs/multipose.json

Both find the people of the COCO pictures (``--coco``), one picture after
another, each with ONNX Runtime and one thread. MultiPose finds up to six
people in one pass of a picture whose longer side is 256 pixels.
"""

import argparse
import json
import statistics
import time
from pathlib import Path
from typing import Callable, Dict, List, NamedTuple, Sequence

import cv2
import numpy as np
import torch
from accuracy import pck
from chain import group
from detection import match
from labelled_people import LIMB_JOINTS, Person, coco_people
from networks import by_name, single_thread_session

from mspn_plugin.datasets.people_metainfo import COCO_NAMES
from mspn_plugin.engine.machine import machine_info
from mspn_plugin.inference import Poser
from mspn_plugin.inference.networks import SHIPPED

LEAST_SCORES = .25, .1  # of a person; the first is TensorFlow.js's default
SIZE, MULTIPLE = 256, 32  # longer side; sides are multiples


class People(NamedTuple):
    """People of a picture: boxes (N, 4), keypoints (N, 19, 2) in pixels."""
    boxes: np.ndarray
    points: np.ndarray


class MultiPose:
    """MoveNet MultiPose.

    Args:
        path: ONNX file, see README.
        least_score: Of a person.
    """

    def __init__(self, path: Path, least_score: float):
        self.least_score = least_score
        self.session = single_thread_session(path)
        self.input = self.session.get_inputs()[0].name

    def __call__(self, picture: np.ndarray) -> People:
        scale = SIZE / max(picture.shape[:2])
        small = cv2.resize(picture, None, fx=scale, fy=scale,
                           interpolation=cv2.INTER_AREA)
        height, width = (-(-n // MULTIPLE) * MULTIPLE
                         for n in small.shape[:2])
        padded = np.zeros((1, height, width, 3), np.int32)
        padded[0, :small.shape[0], :small.shape[1]] = small[..., ::-1]
        found, = self.session.run(None, {self.input: padded})
        return read_people(found[0], np.array([width, height]) / scale,
                           self.least_score)


def read_people(found: np.ndarray, size: np.ndarray,
                least_score: float) -> People:
    """Pixels of the people of one picture.

    Args:
        found: (6, 56): y, x and score of 17 keypoints; y1, x1, y2, x2 and
            score of the box; relative to the padded picture.
        size: Width and height of the padded picture, in the picture's pixels.
        least_score: Of a person.
    """
    found = found[found[:, 55] >= least_score]
    boxes = found[:, [52, 51, 54, 53]] * np.tile(size, 2)
    keypoints = found[:, :51].reshape(-1, 17, 3)
    points = [by_name(COCO_NAMES, row[:, 1::-1] * size, row[:, 2])[0]
              for row in keypoints]
    return People(boxes, np.reshape(points, (-1, 19, 2)))


def shipped(name: str) -> Callable[[np.ndarray], People]:
    """Detector and pose network of ``mspn pose``."""
    poser = Poser(name, device='cpu', runtime='onnx')

    def run(picture: np.ndarray) -> People:
        found = poser(picture)
        return People(found.boxes, found.keypoints)

    return run


def right_joints(method: Callable, pictures: Sequence[List[Person]]) -> dict:
    """Limb joints of all people within 0.2 of the torso, in percent.

    A box belongs to a person from IoU 0.5 on; joints of missed people are
    wrong.
    """
    everybody, points, count = [], [], 0
    for people in pictures:
        found = method(people[0].picture)
        count += len(found.boxes)
        scored = np.c_[found.boxes, np.ones(len(found.boxes))]
        for person, box in zip(
                people, match(scored, np.array([p.box for p in people]))):
            everybody.append(person)
            points.append((np.full((19, 2), np.inf) if box < 0
                           else found.points[box], np.zeros(19)))
    return dict(
        right=round(pck(everybody, points, LIMB_JOINTS)['mean'], 1),
        people_a_picture=round(count / len(pictures), 2))


def milliseconds(methods: Dict[str, Callable], pictures: Sequence,
                 rounds: int) -> Dict[str, float]:
    """Processor time of a picture: median of rounds, run in turn."""
    times = {name: [] for name in methods}
    for _ in range(rounds):
        for name, method in methods.items():
            start = time.process_time()
            for picture in pictures:
                method(picture)
            times[name].append(time.process_time() - start)
    return {name: round(1e3 * statistics.median(row) / len(pictures), 1)
            for name, row in times.items()}


def build_parser(description: str, *, timed: int,
                 unit: str) -> argparse.ArgumentParser:
    """Options of this program and of ``videos.py``."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument('multipose', type=Path)
    parser.add_argument('--coco', type=Path,
                        default='data/coco_people/val_dev',
                        help='folder of images/ and annotations/')
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--timed', type=int, default=timed, help=unit)
    parser.add_argument('--json', type=Path)
    return parser


def labelled_pictures(coco: Path) -> List[List[Person]]:
    """The people of each picture; from here on libraries have one thread."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    return group(list(coco_people(
        coco / 'annotations/coco17_val_dev.json', coco / 'images')))


def main():
    args = build_parser(
        __doc__.splitlines()[0], timed=30, unit='pictures').parse_args()
    pictures = labelled_pictures(args.coco)
    methods = {name: shipped(name) for name in SHIPPED
               if name.startswith('people')}
    methods.update((f'movenet-multipose, {score}',
                    MultiPose(args.multipose, score))
                   for score in LEAST_SCORES)
    rows = {name: right_joints(method, pictures)
            for name, method in methods.items()}
    timed = milliseconds(
        methods, [people[0].picture for people in pictures[:args.timed]],
        args.rounds)
    for name, row in rows.items():
        row.update(milliseconds=timed[name], people_a_second=round(
            1e3 * row['people_a_picture'] / timed[name], 1))
        print(name, row)
    if args.json:
        args.json.write_text(json.dumps(
            dict(machine=machine_info(), **rows), indent=1) + '\n')


if __name__ == '__main__':
    main()
