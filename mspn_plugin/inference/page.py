"""What the demo page computes: a picture -> people, stage by stage."""

import json
import time
from dataclasses import replace
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Dict, List, NamedTuple, Optional

import cv2
import numpy as np
from mmpose.structures import PoseDataSample

from ..visualization import (
    default_threshold,
    figure_to_array,
    plot_refinement,
    predict_stages,
)
from .pictures import PictureError, read_picture
from .poser import Poser
from .results import People
from .sources import Source

MAX_PIXELS = 40_000_000
MAX_STAGES_OF = 4  # people whose stages are drawn
SHOWN_SIZE = 960  # pixels of the longer side; smaller pictures are enlarged
COLUMNS = ('person', 'keypoint', 'x', 'y', 'score', 'probability')


class Shown(NamedTuple):
    """What the page shows.

    Args:
        drawn: (H, W, 3) uint8, RGB; None: no picture.
        stages: Pictures and captions.
        table: Rows of :data:`COLUMNS`.
        file: Path of the results as JSON; None: there are none.
        said: The result in one sentence, as HTML.
        alternative: The result for those who do not see the drawing.
        error: Why there is no result; empty if there is one.
    """

    drawn: Optional[np.ndarray] = None
    stages: Optional[List[tuple]] = None
    table: List[list] = []
    file: Optional[str] = None
    said: str = ''
    alternative: str = ''
    error: str = ''


class Page:
    """The function behind the page.

    Args:
        poser: Detector and pose network.
        threshold: Threshold of the drawing, see :func:`draw_people`.
    """

    def __init__(self, poser: Poser, threshold: Optional[float] = None):
        if threshold is None:
            threshold = default_threshold(
                poser.topdown.network.calibration is not None)
        self.poser, self.threshold = poser, threshold
        self._folder = TemporaryDirectory()

    def predict(self,
                path: Optional[str],
                threshold: Optional[float] = None,
                box_threshold: float = 0) -> Shown:
        """Pose the people in a picture.

        Args:
            path: Path of the picture; None when it was removed from the page.
            threshold: Threshold of the drawing; None: the page's.
            box_threshold: Boxes with a lower score are ignored; those below
                the detector's own threshold always are.
        """
        if path is None:
            return Shown()
        topdown, timer = self.poser.topdown, Timer()
        try:
            picture = read_picture(path, max_pixels=MAX_PIXELS)
            timer('reading')
            boxes = topdown.detect(picture)
        except PictureError as error:
            return Shown(said=status(escape(str(error))), error=str(error))
        boxes = boxes[boxes[:, 4] >= box_threshold]
        timer('detector')
        people, = self.poser.pose([Source(picture)], [boxes])
        timer('pose')
        drawn = draw_enlarged(
            people, self.threshold if threshold is None else threshold)
        found = count(len(people))
        return Shown(
            drawn[..., ::-1], self._stages(picture, boxes), table(people),
            self._write(people), status(
                f'<strong>{found} found.</strong> {milliseconds(timer.times)}'
            ), f'The picture with {found.lower()} drawn on it')

    def footer(self) -> str:
        """The networks and their licences, as Markdown."""
        return ' · '.join(
            f'{what}: {file.get("weights") or file["config"]}' + (
                f' ({file["licence"]})' if 'licence' in file else '')
            for what, file in self.poser.files.items())

    def _write(self, people: People) -> str:
        path = Path(self._folder.name, 'people.json')
        path.write_text(json.dumps(
            dict(people.to_dict(), keypoints=people.names)))
        return str(path)

    def _stages(self, picture: np.ndarray, boxes: np.ndarray) -> List[tuple]:
        network = self.poser.topdown.network
        skeleton = network.dataset_meta['skeleton_links']
        found = []
        for i, box in enumerate(boxes[:MAX_STAGES_OF], start=1):
            predictions = predict_stages(
                network, **self.poser.topdown.network_inputs(picture, box))
            figure = plot_refinement(predictions, skeleton)
            found.append(
                (figure_to_array(figure), f'person {i}, box {box[4]:.2f}'))
        return found


class Timer:
    """Milliseconds of each step, by name."""

    def __init__(self):
        self.last, self.times = time.perf_counter(), {}

    def __call__(self, name: str):
        """End the step ``name``; the next one starts."""
        now = time.perf_counter()
        self.times[name], self.last = 1000 * (now - self.last), now


def draw_enlarged(people: People, threshold: float) -> np.ndarray:
    """Draw on a picture whose longer side has :data:`SHOWN_SIZE` at least.

    Returns:
        (H, W, 3) uint8, BGR.
    """
    height, width = people.size
    scale = max(1, SHOWN_SIZE / max(height, width))
    picture = cv2.resize(
        people.picture, (round(scale * width), round(scale * height)),
        interpolation=cv2.INTER_CUBIC)
    shown = people.data_sample.pred_instances.clone()
    shown.keypoints = scale * people.keypoints
    shown.bboxes = scale * people.boxes
    sample = PoseDataSample(pred_instances=shown)
    return replace(people, data_sample=sample).draw(
        picture, threshold=threshold)


def table(people: People) -> List[list]:
    """Rows of :data:`COLUMNS`."""
    unknown = [None] * len(people.names)
    return [[number, name, *point, score, probability]
            for number, person in enumerate(people, start=1)
            for name, point, score, probability in zip(
                people.names, person['keypoints'], person['scores'],
                person.get('probabilities') or unknown)]


def count(people: int) -> str:
    """Number of people in words."""
    return {0: 'Nobody', 1: 'One person'}.get(people, f'{people} people')


def milliseconds(times: Dict[str, float]) -> str:
    """Milliseconds of each step, in one line."""
    return ', '.join(f'{name} {ms:.0f} ms' for name, ms in times.items()) + '.'


def status(text: str) -> str:
    """HTML that screen readers read out when it changes."""
    return f'<p role="status" aria-live="polite">{text}</p>'
