"""Write H.264 videos atomically."""

from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Iterator, Optional

import av
import numpy as np

from .atomic_files import atomic_file
from .drawings import MARK
from .sound import Sound

TIME_BASE = Fraction(1, 90_000)  # seconds; of MPEG


@contextmanager
def drawn_video(path: Path,
                fps: float,
                *,
                sound_of: Optional[Path] = None) -> Iterator['VideoWriter']:
    """Open an MP4 file that gets its name when the block ends.

    Args:
        path: Path of the file.
        fps: Frames per second, on average.
        sound_of: A video whose sound is copied, if MP4 files can hold it.

    Raises:
        OSError: It cannot be written.
    """
    with atomic_file(path) as file:
        container = av.open(
            file, 'w', format='mp4', options=dict(movflags='+faststart'))
        container.metadata['comment'] = MARK
        sound = Sound(sound_of, container) if sound_of else None
        writer = VideoWriter(container, fps)
        yield writer
        writer.flush()
        if sound is not None:
            sound.copy()
        container.close()


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

    def flush(self):
        """Write the frames that the encoder still holds."""
        if self._stream is not None:
            self.container.mux(self._stream.encode(None))

    def _open_stream(self, height: int, width: int):
        rate = Fraction(self.fps).limit_denominator(1000)
        self._stream = self.container.add_stream(
            'libx264', rate=rate, options=dict(preset='veryfast', crf='20'))
        self._stream.width, self._stream.height = width, height
        self._stream.pix_fmt = 'yuv420p'  # the one that browsers play
        self._stream.codec_context.time_base = TIME_BASE
