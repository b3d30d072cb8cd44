"""The frames of a video, upright, with their numbers and times."""

import heapq
from pathlib import Path
from typing import Iterator, List, NamedTuple, Optional, Union

import av
import cv2
import numpy as np

from .pictures import PictureError


class Frame(NamedTuple):
    """A frame of a video.

    Args:
        picture: (H, W, 3) uint8, BGR; upright.
        number: From 0, including frames that cannot be decoded.
        time: Seconds since the first frame.
    """

    picture: np.ndarray
    number: int
    time: float


class VideoFrames:
    """Iterates over the frames of a video, once.

    All frames have the size of the first one, and are rotated as the file's
    metadata say. Frames that cannot be decoded are skipped; the numbers of
    the others do not change.

    Args:
        path: Path of the video.

    Attributes:
        fps: Frames per second on average; 25 if the file does not give it.
        count: Frames so far, with the lost ones.
        lost: Frames so far that could not be decoded.

    Raises:
        PictureError: The file is not a readable video.
        FileNotFoundError: There is no such file.
    """

    def __init__(self, path: Union[str, Path]):
        self.count = self.lost = self._errors = 0
        self._pending: List[int] = []  # time stamps sent to the decoder
        try:
            # by Python: FFmpeg does not take every name
            self._container = av.open(NamelessFile(path))
            self._stream = self._container.streams.video[0]
        except (av.error.FFmpegError, IndexError) as error:
            if isinstance(error, FileNotFoundError):
                raise
            raise PictureError('Not a readable video.') from error
        self._stream.thread_type = 'AUTO'
        rate = self._stream.average_rate or self._stream.guessed_rate
        self.fps = float(rate or 25)

    def __len__(self) -> int:
        """The number of frames that the file states, or about as many as its
        duration says; 0 if it says neither."""
        seconds = (self._container.duration or 0) / av.time_base
        return max(self._stream.frames or round(seconds * self.fps), 0)

    def __iter__(self) -> Iterator[Frame]:
        size = None
        start = (self._stream.start_time or 0) * self._stream.time_base
        with self._container:
            for frame in self._decode():
                lost = self._lost_before(frame.pts)
                self.lost, self.count = self.lost + lost, self.count + lost
                picture = _upright(frame)
                size = size or picture.shape[1::-1]
                if picture.shape[1::-1] != size:
                    picture = cv2.resize(picture, size)
                time = self.count / self.fps
                if frame.pts is not None:
                    time = float(frame.pts * frame.time_base - start)
                self.count += 1
                yield Frame(picture, self.count - 1, round(time, 6))
            lost = min(self._errors, len(self._pending))
            self.lost, self.count = self.lost + lost, self.count + lost
        if self.lost == self.count:
            raise PictureError('None of its frames can be read.')

    def _decode(self) -> Iterator[av.VideoFrame]:
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets)
                if packet.pts is not None:
                    heapq.heappush(self._pending, packet.pts)
                frames = packet.decode()
            except (StopIteration, EOFError):
                return
            except av.error.FFmpegError:
                self._errors += 1
                continue
            yield from frames

    def _lost_before(self, stamp: Optional[int]) -> int:
        """Number of packets before a frame that gave no frame.

        Some packets have no frame and no error, such as VP8's alternate
        references; so there are no more losses than errors.
        """
        lost = 0
        while stamp is not None and self._pending \
                and self._pending[0] <= stamp:
            if heapq.heappop(self._pending) < stamp and self._errors:
                self._errors -= 1
                lost += 1
        return lost


class NamelessFile:
    """A binary file without its name, which PyAV would encode."""

    def __init__(self, path: Union[str, Path]):
        file = open(path, 'rb')  # noqa: SIM115  the container closes it
        self.read, self.seek, self.tell = file.read, file.seek, file.tell
        self.close = file.close


def _upright(frame: av.VideoFrame) -> np.ndarray:
    picture = frame.to_ndarray(format='bgr24')
    turns = round(frame.rotation / 90) % 4
    return np.ascontiguousarray(np.rot90(picture, turns))
