"""Writing a video so that it is whole, or an error."""

import os
import shutil
import tempfile
from pathlib import Path

import cv2
import numpy as np


class DrawnVideo:
    """A video that gets its name when it is whole. A context manager.

    Args:
        path: Of the video, ending in .mp4; any name.
        fps: Frames a second.
    """

    def __init__(self, path: Path, fps: float):
        self.path, self.fps, self.count = path, fps, 0
        self._writer = None

    def __enter__(self) -> 'DrawnVideo':
        # beside the target, unless OpenCV cannot take the folder's name
        beside = os.fspath(self.path.parent)
        beside = beside if beside.isprintable() else None
        self._folder = tempfile.mkdtemp(prefix='.part-', dir=beside)
        self._part = Path(self._folder, 'drawn.mp4')
        return self

    def write(self, frame: np.ndarray):
        """Append a frame: (H, W, 3) uint8, BGR."""
        if self._writer is None:
            self._writer = cv2.VideoWriter(
                str(self._part), cv2.VideoWriter_fourcc(*'mp4v'), self.fps,
                frame.shape[1::-1])
        self._writer.write(frame)
        self.count += 1

    def __exit__(self, error_type, *_):
        try:
            if self._writer is not None:
                self._writer.release()
                if error_type is None:
                    self._check()
                    shutil.move(self._part, f'{self._folder}/moved')
                    self._replace(Path(self._folder, 'moved'))
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _check(self):
        """OpenCV tells nobody what it could not write."""
        video = cv2.VideoCapture(str(self._part))
        count = int(video.get(cv2.CAP_PROP_FRAME_COUNT))
        video.release()
        if count != self.count:
            raise OSError(f'The drawn video could not be written: it has '
                          f'{max(count, 0)} of {self.count} frames.')

    def _replace(self, part: Path):
        if part.stat().st_dev != self.path.parent.stat().st_dev:
            target = self.path.with_name(f'.{os.getpid()}.part')
            part = Path(shutil.move(part, target))
        os.replace(part, self.path)
