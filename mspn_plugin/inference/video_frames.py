"""A video's frames, those that cannot be read left out and counted."""

import tempfile
from pathlib import Path
from typing import Iterator, Union

import cv2
import numpy as np

from .pictures import PictureError

#: So many unreadable frames in a row are the video's end.
MAX_LOST_IN_A_ROW = 30


class VideoFrames:
    """Iterates over (H, W, 3) uint8 BGR frames of one size.

    They are turned as the file says: phones store a lying picture and how to
    turn it.

    Args:
        path: Of the video.

    Attributes:
        fps: Frames a second, 25 where the file does not say.
        lost: Frames that could not be read so far.
        index: Number of the last frame in the file, from 0; lost ones count.

    Raises:
        PictureError: No video that can be read.
    """

    def __init__(self, path: Union[str, Path]):
        self.lost, self.index = 0, -1
        self._video = _open(Path(path))
        if not self._video.isOpened():
            raise PictureError('No video that can be read.')
        self._video.set(cv2.CAP_PROP_ORIENTATION_AUTO, 1)  # 0 in OpenCV 4.11
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
            self.index = read + self.lost
            read += 1
            yield frame
        if len(self):  # without a count they are but the end
            self.lost += missed
        if not read:
            raise PictureError('No frame of it can be read.')


def _open(path: Path) -> cv2.VideoCapture:
    """Open a video by any name; OpenCV crashes at one that is no UTF-8."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        with tempfile.TemporaryDirectory() as folder:
            link = Path(folder, 'video').with_suffix(
                '' if not path.suffix.isascii() else path.suffix)
            link.symlink_to(path.resolve())
            return cv2.VideoCapture(str(link))  # stays open without the link
    return cv2.VideoCapture(str(path))
