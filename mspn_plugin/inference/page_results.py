"""How the demo page draws, lists and tells what was found."""

from dataclasses import replace
from typing import Dict, List

import cv2
import numpy as np
from mmpose.structures import PoseDataSample

from .results import People

SHOWN_SIZE = 960  # pixels of the longer side; smaller pictures are enlarged
COLUMNS = ('person', 'keypoint', 'x', 'y', 'score', 'probability')


def above(people: People, box_threshold: float) -> People:
    """The people whose box has the score."""
    found = people.data_sample.pred_instances
    return replace(people, data_sample=PoseDataSample(
        pred_instances=found[people.box_scores >= box_threshold]))


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
