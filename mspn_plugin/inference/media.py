"""Which files are pictures and videos, and how their names are printed."""

import mimetypes
import os
from pathlib import Path
from typing import Iterable, List, Optional, Union

#: Videos by their ending, besides those that ``mimetypes`` knows: what it
#: knows differs between machines.
VIDEO_SUFFIXES = {
    '.3g2', '.3gp', '.avi', '.flv', '.m2ts', '.m4v', '.mkv', '.mov', '.mp4',
    '.mpg', '.mpeg', '.mts', '.mxf', '.ogv', '.ts', '.vob', '.webm', '.wmv'
}
#: Also endings of TypeScript; packets of MPEG begin with this byte.
TRANSPORT_STREAMS, SYNC_BYTE = {'.ts', '.mts', '.m2ts'}, 0x47


def is_video(path: Union[str, Path]) -> bool:
    """By its name."""
    kind = mimetypes.guess_type(Path(path).name)[0] or ''
    return (kind.startswith('video')
            or Path(path).suffix.lower() in VIDEO_SUFFIXES)


def find_media(paths: Iterable[Union[str, Path]],
               *,
               out: Optional[Path] = None) -> List[Path]:
    """Files as they are, and all pictures and videos in folders, sorted.

    Args:
        paths: Files and folders.
        out: A folder of drawings; what is in it is not searched.

    Raises:
        FileNotFoundError: Nothing by one of these names, or a folder without
            any picture or video.
        ValueError: A file, or one of the folders, is in ``out``.
    """
    found = []
    out = None if out is None else out.resolve()
    for path in map(Path, paths):
        if not path.exists():
            raise FileNotFoundError(f'There is no {printable(path)}.')
        if out is not None and _is_in(path, out):
            raise ValueError(
                f'{printable(path)} is in the folder of the drawings '
                f'{printable(out)}, where they could be written over it. '
                'Choose another --out.')
        if not path.is_dir():
            found.append(path)
            continue
        inside = sorted(
            file for file in path.rglob('*') if file.is_file()
            and _is_media(file) and not (out and _is_in(file, out)))
        if not inside:
            raise FileNotFoundError('No picture or video is in the folder '
                                    f'{printable(path)}.')
        found += inside
    return found


def printable(path: Union[str, Path]) -> str:
    """The name of a file; bytes that are no UTF-8 as \\xNN."""
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
    return kind.startswith('image') or is_video(path)
