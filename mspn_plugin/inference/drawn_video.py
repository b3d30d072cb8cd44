"""Write H.264 videos atomically."""

from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Iterator

import av
import numpy as np

from .atomic_files import atomic_file
from .drawings import MARK

TIME_BASE = Fraction(1, 90_000)  # seconds; of MPEG


@contextmanager
def drawn_video(path: Path, fps: float) -> Iterator['VideoWriter']:
    """Open an MP4 file that gets its name when the block ends.

    Args:
        path: Path of the file.
        fps: Frames per second, on average.

    Raises:
        OSError: It cannot be written.
    """
    with atomic_file(path) as file:
        container = av.open(
            file, 'w', format='mp4', options=dict(movflags='+faststart'))
        container.metadata['comment'] = MARK
        writer = VideoWriter(container, fps)
        yield writer
        writer.finish()


class VideoWriter:
    """Appends frames to a container.

    Args:
        container: A container of PyAV, open for writing.
        fps: Frames per second, on average.
    """

    def __init__(self, container: av.container.OutputContainer, fps: float):
        self.container, self.fps = container, fps
        self._stream, self._last = None, -1

    def write(self, picture: np.ndarray, time: float):
        """Append a frame.

        Args:
            picture: (H, W, 3) uint8, BGR; all of one size.
            time: Seconds since the start.
        """
        odd = np.mod(picture.shape[:2], 2)  # H.264 halves the colours' size
        picture = np.pad(picture, ((0, odd[0]), (0, odd[1]), (0, 0)), 'edge')
        if self._stream is None:
            self._open_stream(*picture.shape[:2])
        frame = av.VideoFrame.from_ndarray(picture, format='bgr24')
        # damaged files have frames of one time
        self._last = max(self._last + 1, round(time / TIME_BASE))
        frame.time_base, frame.pts = TIME_BASE, self._last
        self.container.mux(self._stream.encode(frame))

    def finish(self):
        """Write the remaining frames of the encoder, and the index."""
        if self._stream is not None:
            self.container.mux(self._stream.encode(None))
        self.container.close()

    def _open_stream(self, height: int, width: int):
        rate = Fraction(self.fps).limit_denominator(1000)
        self._stream = self.container.add_stream(
            'libx264', rate=rate, options=dict(preset='veryfast', crf='20'))
        self._stream.width, self._stream.height = width, height
        self._stream.pix_fmt = 'yuv420p'  # the one that browsers play
        self._stream.codec_context.time_base = TIME_BASE
