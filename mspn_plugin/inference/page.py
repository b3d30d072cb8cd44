"""What the demo page computes: a picture -> people, stage by stage."""

import time
from html import escape
from pathlib import Path
from typing import Dict, List, NamedTuple, Optional, Tuple

import numpy as np

from ..visualization import (
    default_threshold,
    figure_to_array,
    plot_refinement,
    predict_stages,
)
from .page_results import (
    above,
    count,
    draw_enlarged,
    milliseconds,
    status,
    table,
)
from .pictures import PictureError, read_picture
from .pose_files import header
from .poser import Poser
from .result_lines import SCHEMA, as_one
from .results import People
from .sources import Source

MAX_PIXELS = 40_000_000
MAX_STAGES_OF = 4  # people whose stages are drawn


class Found(NamedTuple):
    """What the networks found in a picture.

    Args:
        name: Name of its file.
        people: In descending order of the scores of their boxes.
        stages: (H, W, 3) uint8, RGB, of each of the first people.
        times: Milliseconds of each step, by name.
    """

    name: str
    people: People
    stages: List[np.ndarray]
    times: Dict[str, float]


class Shown(NamedTuple):
    """What the page shows.

    Args:
        drawn: (H, W, 3) uint8, RGB; None: no picture.
        stages: Pictures and captions.
        table: Rows of :data:`COLUMNS`.
        results: The content of ``people.json``; None: there are none.
        said: The result in one sentence, as HTML.
        alternative: The result for those who do not see the drawing.
        error: Why there is no result; empty if there is one.
    """

    drawn: Optional[np.ndarray] = None
    stages: Optional[List[tuple]] = None
    table: List[list] = []
    results: Optional[dict] = None
    said: str = ''
    alternative: str = ''
    error: str = ''


class Page:
    """The functions behind the page.

    Args:
        poser: Detector and pose network.
        threshold: Threshold of the drawing, see :func:`draw_people`.
    """

    def __init__(self, poser: Poser, threshold: Optional[float] = None):
        if threshold is None:
            threshold = default_threshold(
                poser.topdown.network.calibration is not None)
        self.poser, self.threshold = poser, threshold

    def predict(self, path: Optional[str], *thresholds: float
                ) -> Tuple[Optional[Found], Shown]:
        """Pose the people in a picture, and show them.

        Args:
            path: Path of the picture; None when it was removed from the page.
            thresholds: See :meth:`show`.

        Returns:
            What was found, for :meth:`show` with other thresholds; None if
            there is no picture.
        """
        if path is None:
            return None, Shown()
        try:
            found = self.find(path)
        except PictureError as error:
            return None, Shown(
                said=status(escape(str(error))), error=str(error))
        return found, self.show(found, *thresholds)

    def find(self, path: str) -> Found:
        """Pose the people in a picture.

        Raises:
            PictureError: The file is no picture, or has too many pixels.
        """
        timer = Timer()
        picture = read_picture(path, max_pixels=MAX_PIXELS)
        timer('reading')
        with self.poser.lock:
            boxes = self.poser.topdown.detect(picture)
        timer('detector')
        people, = self.poser.pose([Source(picture)], [boxes])
        timer('pose')
        return Found(Path(path).name, people, self._stages(picture, boxes),
                     timer.times)

    def show(self,
             found: Optional[Found],
             threshold: Optional[float] = None,
             box_threshold: float = 0) -> Shown:
        """Draw and list people that were found; no network is computed.

        Args:
            found: What :meth:`find` returned; None: there is no picture.
            threshold: Threshold of the drawing; None: the page's.
            box_threshold: People whose box has a lower score are ignored;
                those below the detector's own threshold always are.
        """
        if found is None:
            return Shown()
        if threshold is None:
            threshold = self.threshold
        people = above(found.people, box_threshold)
        drawn = draw_enlarged(people, threshold)
        number = count(len(people))
        return Shown(
            drawn[..., ::-1],
            [(stages, f'person {i}, box {score:.2f}')
             for i, (stages, score) in enumerate(
                 zip(found.stages, people.box_scores), start=1)],
            table(people),
            self._results(found.name, people, threshold, box_threshold),
            status(f'<strong>{number} found.</strong> '
                   f'{milliseconds(found.times)}'),
            f'The picture with {number.lower()} drawn on it')

    def footer(self) -> str:
        """The networks and their licences, as Markdown."""
        return ' · '.join(
            f'{what}: {file.get("weights") or file["config"]}' + (
                f' ({file["licence"]})' if 'licence' in file else '')
            for what, file in self.poser.files.items())

    def _results(self, name: str, people: People, threshold: float,
                 box_threshold: float) -> dict:
        """The content of the file that ``mspn pose`` writes."""
        first = dict(header(self.poser, threshold), schema=SCHEMA)
        for kind in ('box', 'lone_box'):
            first['thresholds'][kind] = max(
                first['thresholds'][kind], box_threshold)
        return as_one([first, dict(people.to_dict(), path=name)])

    def _stages(self, picture: np.ndarray,
                boxes: np.ndarray) -> List[np.ndarray]:
        topdown = self.poser.topdown
        skeleton = topdown.network.dataset_meta['skeleton_links']
        found = []
        for box in boxes[:MAX_STAGES_OF]:
            with self.poser.lock:
                predictions = predict_stages(
                    topdown.network, **topdown.network_inputs(picture, box))
            found.append(figure_to_array(
                plot_refinement(predictions, skeleton)))
        return found


class Timer:
    """Milliseconds of each step, by name."""

    def __init__(self):
        self.last, self.times = time.perf_counter(), {}

    def __call__(self, name: str):
        """End the step ``name``; the next one starts."""
        now = time.perf_counter()
        self.times[name], self.last = 1000 * (now - self.last), now
