"""A contact sheet of labels, drawn by the names of the keypoints."""

from pathlib import Path
from typing import List

import cv2
import numpy as np

from ..datasets.labels import Labels
from .metainfo import COLOURS, side_of
from .report import keypoint_names

CELL, COLUMNS, LEGEND = 240, 6, 28  # pixels; cells in a row; pixels
REACH = 1.3  # boxes that a cell shows
FONT = cv2.FONT_HERSHEY_SIMPLEX


def draw_sheet(labels: Labels, pictures: Path, people: int = 24
               ) -> np.ndarray:
    """Evenly chosen people, left and right in two colours.

    Args:
        labels: From :func:`mspn_plugin.own_data.report_labels`.
        pictures: Folder of the pictures.
        people: At most so many.

    Returns:
        (H, W, 3) uint8, BGR.

    Raises:
        ValueError: There is nobody to draw.
    """
    if not len(labels.ids):
        raise ValueError('There is nobody to draw.')
    count = min(people, len(labels.ids))
    chosen = [i * len(labels.ids) // count for i in range(count)]
    names = keypoint_names(labels)
    cells = [_cell(labels, i, names, pictures) for i in chosen]
    blank = np.zeros((CELL, CELL, 3), np.uint8)
    cells += [blank] * (-len(cells) % COLUMNS)
    rows = [np.hstack(cells[i:i + COLUMNS])
            for i in range(0, len(cells), COLUMNS)]
    return np.vstack([_legend(COLUMNS * CELL), *rows])


def _legend(width: int) -> np.ndarray:
    line = np.full((LEGEND, width, 3), 255, np.uint8)
    for i, (side, colour) in enumerate(COLOURS.items()):
        place = (10 + i * 230, 19)
        cv2.circle(line, (place[0], 14), 6, _bgr(colour), -1)
        text = f"the person's {side}" if side != 'middle' else 'neither'
        cv2.putText(line, text, (place[0] + 14, place[1]), FONT, 0.45,
                    (0, 0, 0), 1, cv2.LINE_AA)
    return line


def _bgr(colour: List[int]) -> tuple:
    return tuple(colour[::-1])


def _cell(labels: Labels, number: int, names: List[str],
          pictures: Path) -> np.ndarray:
    image = next(i for i in labels.content['images']
                 if i['id'] == labels.images[number])
    picture = cv2.imread(str(pictures / str(image.get('file_name'))))
    x, y, w, h = labels.boxes[number]
    side = REACH * max(w, h, 1)
    corner = np.array([x + w / 2, y + h / 2]) - side / 2
    scale = CELL / side
    cell = np.full((CELL, CELL, 3), 60, np.uint8)
    if picture is not None:
        matrix = np.array([[scale, 0, -corner[0] * scale],
                           [0, scale, -corner[1] * scale]])
        cell = cv2.warpAffine(picture, matrix, (CELL, CELL))
    for name, (px, py, seen) in zip(names, labels.points[number]):
        if seen > 0 and np.isfinite([px, py]).all():
            place = ((np.array([px, py]) - corner) * scale).round()
            place = tuple(np.clip(place, -999, 999).astype(int).tolist())
            colour = _bgr(COLOURS[side_of(name)])
            cv2.circle(cell, place, 4, colour, -1 if seen > 1 else 1)
            cv2.putText(cell, name, (place[0] + 5, place[1] - 3), FONT, 0.32,
                        colour, 1, cv2.LINE_AA)
    cv2.putText(cell, f'annotation {labels.ids[number]}', (4, CELL - 6), FONT,
                0.35, (255, 255, 255), 1, cv2.LINE_AA)
    return cell
