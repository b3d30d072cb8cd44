"""Text on drawings: what the colours mean, and ids."""

from typing import Sequence

import cv2
import numpy as np

from .sides import COLOURS

FONT = cv2.FONT_HERSHEY_SIMPLEX
#: Height and width in pixels; a legend hides too much of smaller pictures.
MIN_SIZE = 160, 200


def draw_legend(picture: np.ndarray):
    """Write what the colours mean into the lower left corner, in place.

    Args:
        picture: (H, W, 3) uint8, BGR. A small one is left as it is.
    """
    height, width = picture.shape[:2]
    if height < MIN_SIZE[0] or width < MIN_SIZE[1]:
        return
    scale = max(.35, min(height / 1200, width / 600))
    thick = max(1, round(1.5 * scale))
    texts = [("person's left", 'left'), ("person's right", 'right')]
    sizes = [cv2.getTextSize(text, FONT, scale, thick)[0] for text, _ in texts]
    gap = sizes[0][1] // 2 + 2
    bottom, left = height - gap, gap
    top = bottom - sizes[0][1] - gap
    right = left + sum(w for w, _ in sizes) + 3 * gap
    corner = picture[top - gap:, :right]
    corner[:] = corner // 4  # dark, so that both colours can be read
    for (text, which), (w, _) in zip(texts, sizes):
        cv2.putText(picture, text, (left, bottom - gap // 2), FONT, scale,
                    COLOURS[which][::-1], thick, cv2.LINE_AA)
        left += w + 2 * gap


def draw_ids(picture: np.ndarray, boxes: np.ndarray, ids: Sequence[int]):
    """Write the id of every person above the box, in place.

    Args:
        picture: (H, W, 3) uint8, BGR.
        boxes: (N, 4) in pixels: x1, y1, x2, y2.
        ids: N of them.
    """
    scale = max(.4, picture.shape[0] / 900)
    thick = max(1, round(2 * scale))
    for (x, y, _, _), number in zip(boxes, ids):
        text = str(number)
        _, height = cv2.getTextSize(text, FONT, scale, thick)[0]
        place = max(int(x), 1), max(int(y) - 3, height + 2)
        for colour, width in (((0, 0, 0), 3 * thick), ((255, ) * 3, thick)):
            cv2.putText(picture, text, place, FONT, scale, colour, width,
                        cv2.LINE_AA)
