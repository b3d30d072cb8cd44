"""Processor time of ``mspn pose``, compared with bare ONNX Runtime.

    OMP_NUM_THREADS=1 python projects/topdown_demo/cost.py \\
        --json projects/topdown_demo/cost.json
    python projects/topdown_demo/cost.py \\
        --json projects/topdown_demo/cost_all_threads.json

The pictures have 480x640 pixels (height x width) and show rendered people. The
same files of detector and network are run by the package, and by
onnx_detector.py and onnx_pose.py with NumPy, OpenCV and onnxruntime. Both are
measured from reading a picture to its keypoints; and again with files of
drawings and results. The second command uses all cores, for the time that
passes with and without overlap of reading, posing and drawing.
"""

import argparse
import json
import time
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Callable, Dict, List

import cv2
import numpy as np
import onnxruntime
import torch
from onnx_detector import Detector
from onnx_pose import Pose, draw

from mspn_plugin.datasets.rendered_people import render_scene
from mspn_plugin.engine.config import shipped_config
from mspn_plugin.engine.machine import machine_info
from mspn_plugin.inference import Poser, pose_files

PEOPLE = 3  # of a scene, at least


def render(folder: Path, number: int) -> List[Path]:
    """Write pictures of 480x640: two scenes, one beside the other."""
    scenes = (picture for picture, people in (
        render_scene((seed, )) for seed in count()) if len(people) >= PEOPLE)
    paths = [folder / f'{i:03d}.jpg' for i in range(number)]
    for path in paths:
        halves = []
        for scene in islice(scenes, 2):
            larger = cv2.resize(scene, (600, 480))
            halves.append(larger[:, 140:-140])
        cv2.imwrite(str(path), np.concatenate(halves, axis=1))
    return paths


class Bare:
    """Detector and network of a ``Poser`` without the package.

    Args:
        poser: Its network is computed by ONNX Runtime.
    """

    def __init__(self, poser: Poser):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = torch.get_num_threads()
        self.detect = Detector(
            str(shipped_config('detection/nanodet-g_person.onnx')), options)
        self.pose = Pose(poser.topdown.network.deploy['onnx'], options)

    def __call__(self, path: Path) -> tuple:
        """The picture, keypoints (N, K, 2) and scores (N, K)."""
        picture = cv2.imread(str(path))
        boxes = self.detect(picture)[:, :4]
        if not len(boxes):
            nobody = np.zeros((0, len(self.pose.keypoints), 2))
            return picture, nobody, nobody[..., 0]
        return picture, *self.pose(picture, boxes)

    def write(self, paths: List[Path], out: Path):
        """Write drawings, and all keypoints as JSON."""
        found = {}
        for path in paths:
            picture, people, scores = self(path)
            draw(picture, people, scores, self.pose.skeleton, .3)
            cv2.imwrite(str(out / path.name), picture)
            found[str(path)] = np.dstack([people, scores]).round(2).tolist()
        (out / 'people.json').write_text(json.dumps(found))


def milliseconds(runs: Dict[str, Callable], pictures: int,
                 rounds: int) -> Dict[str, Dict[str, float]]:
    """Least time of each per picture, of the processor and elapsed; run in
    turn."""
    clocks = dict(processor=time.process_time, elapsed=time.perf_counter)
    least = {clock: dict.fromkeys(runs, float('inf')) for clock in clocks}
    for _ in range(rounds):
        for name, run in runs.items():
            starts = {clock: now() for clock, now in clocks.items()}
            run()
            for clock, now in clocks.items():
                passed = 1e3 * (now() - starts[clock]) / pictures
                least[clock][name] = min(
                    least[clock][name], round(passed, 1))
    return least


def measure(folder: Path, pictures: int, rounds: int) -> dict:
    """Milliseconds of both, how many people they find, and their ratios."""
    paths = render(folder, pictures)
    poser = Poser(device='cpu', runtime='onnx')
    bare = Bare(poser)
    outs = folder / 'bare', folder / 'package'
    for out in outs:
        out.mkdir()
    for path in paths[:2]:  # the first picture takes longer
        poser(path), bare(path)
    people = {}

    def run_bare():
        people['bare'] = sum(len(bare(path)[1]) for path in paths)

    def run_package():
        people['package'] = sum(map(len, poser.stream(paths)))

    ms = milliseconds(dict(
        bare=run_bare, package=run_package,
        bare_with_drawings=lambda: bare.write(paths, outs[0]),
        package_with_drawings=lambda: pose_files(poser, paths, outs[1]),
        without_overlap=lambda: pose_files(
            poser, paths, outs[1], overlap=False)),
        pictures, rounds)
    processor = ms['processor']
    return dict(
        pictures=pictures,
        rounds=rounds,
        people=people,
        milliseconds=ms,
        ratio=round(processor['package'] / processor['bare'], 2),
        ratio_with_drawings=round(
            processor['package_with_drawings']
            / processor['bare_with_drawings'], 2),
        machine=machine_info())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--pictures', type=int, default=100)
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--json', type=Path, help='file of the figures')
    args = parser.parse_args()
    with TemporaryDirectory() as folder:
        found = measure(Path(folder), args.pictures, args.rounds)
    text = json.dumps(found, indent=1) + '\n'
    print(text)
    if args.json:
        args.json.write_text(text)


if __name__ == '__main__':
    main()
