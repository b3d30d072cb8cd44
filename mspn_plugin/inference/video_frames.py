"""Frames of a video; unreadable frames are skipped and counted."""

from pathlib import Path
from typing import Iterator, Union

import cv2
import numpy as np

from .pictures import PictureError

#: After this many consecutive unreadable frames the video has ended.
MAX_LOST_IN_A_ROW = 30


class VideoFrames:
    """Iterates over (H, W, 3) uint8 BGR frames of one size.

    Args:
        path: Path of the video.

    Attributes:
        fps: Frames per second; 25 if the file does not give it.
        lost: Number of frames so far that could not be read.

    Raises:
        PictureError: The file is not a readable video.
    """

    def __init__(self, path: Union[str, Path]):
        self.lost = 0
        self._video = cv2.VideoCapture(str(path))
        if not self._video.isOpened():
            raise PictureError('Not a readable video.')
        self.fps = self._video.get(cv2.CAP_PROP_FPS) or 25.

    def __len__(self) -> int:
        """Number of frames that the file declares; 0 if it declares none."""
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
        if len(self):  # without a count these are just the end
            self.lost += missed
        if not read:
            raise PictureError('Not a readable video: no frame can be read.')
