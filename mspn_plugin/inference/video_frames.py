"""A video's frames, those that cannot be read left out and counted."""

from pathlib import Path
from typing import Iterator, Union

import cv2
import numpy as np

from .pictures import PictureError

#: So many unreadable frames in a row are the video's end.
MAX_LOST_IN_A_ROW = 30


class VideoFrames:
    """Iterates over (H, W, 3) uint8 BGR frames of one size.

    Args:
        path: Of the video.

    Attributes:
        fps: Frames a second, 25 where the file does not say.
        lost: Frames that could not be read so far.

    Raises:
        PictureError: No video that can be read.
    """

    def __init__(self, path: Union[str, Path]):
        self.lost = 0
        self._video = cv2.VideoCapture(str(path))
        if not self._video.isOpened():
            raise PictureError('No video that can be read.')
        self.fps = self._video.get(cv2.CAP_PROP_FPS) or 25.

    def __len__(self) -> int:
        """As many as the file says it has; 0 where it does not."""
        return max(int(self._video.get(cv2.CAP_PROP_FRAME_COUNT)), 0)

    def __iter__(self) -> Iterator[np.ndarray]:
        missed, size, read = 0, None, 0
        total = len(self) or float('inf')
        while missed < MAX_LOST_IN_A_ROW and read + self.lost + missed < total:
            there, frame = self._video.read()
            if not there:
                missed += 1
                continue
            self.lost, missed = self.lost + missed, 0
            size = size or frame.shape[1::-1]
            if frame.shape[1::-1] != size:
                frame = cv2.resize(frame, size)
            read += 1
            yield frame
        if len(self):  # without a count they are but the end
            self.lost += missed
        if not read:
            raise PictureError('No frame of it can be read.')
