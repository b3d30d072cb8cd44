"""Read pictures from files, folders, videos, cameras, arrays and lists."""

import io
from pathlib import Path
from typing import Any, Iterator, NamedTuple, Optional

import cv2
import numpy as np
from PIL import Image

from .drawings import is_drawing
from .media import find_media, is_video
from .pictures import PictureError, read_picture
from .pixels import to_bgr


class Source(NamedTuple):
    """A picture and where it is from.

    Args:
        picture: (H, W, 3) uint8, BGR.
        path: Path of the picture or video, if it is from a file.
        frame: Number in a video or of a camera, from 0.
        time: Seconds since the first frame.
    """

    picture: np.ndarray
    path: Optional[Path] = None
    frame: Optional[int] = None
    time: Optional[float] = None


def is_single(source: Any) -> bool:
    """Whether a source is one picture."""
    if isinstance(source, (str, Path)):
        return not Path(source).is_dir() and not is_video(source)
    return isinstance(source, (np.ndarray, Image.Image)) or _is_file(source)


def read_sources(source: Any) -> Iterator[Source]:
    """Yield the pictures of a source.

    Args:
        source: A picture: a path, an array (see :func:`to_bgr`), a Pillow
            image, bytes or an open file. A video or a folder: a path. A
            camera: its index. Or an iterable of these.

    Raises:
        PictureError: A file cannot be read.
        FileNotFoundError: There is no such file.
        TypeError: It is none of these.
        ValueError: An array is no picture.
    """
    if isinstance(source, Source):
        yield source
    elif isinstance(source, (str, Path)):
        yield from _read_path(Path(source))
    elif isinstance(source, bool):
        raise TypeError(f'{source!r} is no picture.')
    elif isinstance(source, (int, np.integer)):
        yield from _read_camera(int(source))
    elif isinstance(source, (np.ndarray, Image.Image)):
        yield Source(to_bgr(source))
    elif _is_file(source):
        if isinstance(source, (bytes, bytearray)):
            source = io.BytesIO(source)
        yield Source(read_picture(source))
    elif hasattr(source, '__iter__') and not hasattr(source, 'detach'):
        for part in source:
            yield from read_sources(part)
    else:
        raise TypeError(
            f'A {type(source).__name__} is no picture. Give a path, an array '
            '(H, W, 3) of uint8 in BGR, a Pillow image, bytes, the index of a '
            'camera, or a list of these.')


def _is_file(source: Any) -> bool:
    """Bytes, or an open file: also one that only wraps another."""
    return isinstance(source, (bytes, bytearray)) or (
        hasattr(source, 'read') and hasattr(source, 'seek'))


def _read_path(path: Path) -> Iterator[Source]:
    for file in find_media([path], skip=is_drawing):
        if is_video(file):
            from .video_frames import VideoFrames  # its library is optional
            for picture, frame, time in VideoFrames(file):
                yield Source(picture, file, frame, time)
        else:
            yield Source(read_picture(file), file)


def _read_camera(index: int) -> Iterator[Source]:
    camera = cv2.VideoCapture(index)
    try:
        frame, start = 0, cv2.getTickCount()
        while True:
            there, picture = camera.read()
            if not there:
                break
            time = (cv2.getTickCount() - start) / cv2.getTickFrequency()
            yield Source(picture, None, frame, round(time, 6))
            frame += 1
    finally:
        camera.release()
    if not frame:
        raise PictureError(f'Camera {index} gives no picture.')
