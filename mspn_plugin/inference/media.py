"""Find pictures and videos, and print their names."""

import mimetypes
import os
from pathlib import Path
from typing import Callable, Iterable, List, Optional, Union

#: Videos by their suffix, besides those that ``mimetypes`` knows: what it
#: knows differs between machines.
VIDEO_SUFFIXES = {
    '.3g2', '.3gp', '.avi', '.flv', '.m2ts', '.m4v', '.mkv', '.mov', '.mp4',
    '.mpg', '.mpeg', '.mts', '.mxf', '.ogv', '.ts', '.vob', '.webm', '.wmv'
}
#: Likewise of pictures.
PICTURE_SUFFIXES = {
    '.avif', '.bmp', '.gif', '.heic', '.heif', '.jp2', '.jpeg', '.jpg',
    '.jxl', '.png', '.tif', '.tiff', '.webp'
}
#: Also suffixes of TypeScript. An MPEG transport stream has this byte at its
#: start, or behind a time stamp of four bytes.
TRANSPORT_STREAMS, SYNC_BYTE = {'.ts', '.mts', '.m2ts'}, 0x47


def is_video(path: Union[str, Path]) -> bool:
    """Whether the file is a video, by its name."""
    kind = mimetypes.guess_type(Path(path).name)[0] or ''
    return (kind.startswith('video')
            or Path(path).suffix.lower() in VIDEO_SUFFIXES)


def find_media(paths: Iterable[Union[str, Path]],
               *,
               out: Optional[Path] = None,
               skip: Callable[[Path], bool] = lambda path: False
               ) -> List[Path]:
    """Return files as given, and pictures and videos in folders, sorted.

    Args:
        paths: Files and folders.
        out: Folder of the drawings; files in it are not returned.
        skip: Files in folders for which it is true are not returned.

    Raises:
        FileNotFoundError: A path does not exist, or a folder has no picture
            or video.
        ValueError: A path is in ``out``.
    """
    found = {}
    out = None if out is None else out.resolve()
    for path in map(Path, paths):
        if not path.exists():
            raise FileNotFoundError(f'There is no {printable(path)}.')
        if out is not None and _is_in(path, out):
            raise ValueError(
                f'{printable(path)} lies in {printable(out)}, the folder of '
                'the drawings, which could replace it. Choose another --out.')
        if not path.is_dir():
            found[path] = None
            continue
        inside = sorted(
            file for file in path.rglob('*')
            if file.is_file() and _is_media(file)
            and not (out and _is_in(file, out)) and not skip(file))
        if not inside:
            raise FileNotFoundError('No picture or video is in the folder '
                                    f'{printable(path)}.')
        found.update(dict.fromkeys(inside))
    return list(found)


def printable(path: Union[str, Path]) -> str:
    """The name of a file; bytes that are not UTF-8 as ``\\xNN``."""
    return os.fsencode(path).decode('utf-8', 'backslashreplace')


def _is_in(path: Path, folder: Path) -> bool:
    path = path.resolve()
    return path == folder or folder in path.parents


def _is_media(path: Path) -> bool:
    if path.suffix.lower() in TRANSPORT_STREAMS:
        with open(path, 'rb') as file:
            head = file.read(5)
        return SYNC_BYTE in (*head[:1], *head[4:])
    kind = mimetypes.guess_type(path.name)[0] or ''
    return (kind.startswith('image') or is_video(path)
            or path.suffix.lower() in PICTURE_SUFFIXES)
