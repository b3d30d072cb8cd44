"""Write drawings, and recognise them."""

import io
from pathlib import Path
from typing import Union

import numpy as np
from PIL import Image

from .atomic_files import write_atomically
from .media import is_video

#: EXIF's Software of drawn pictures, and the comment of drawn videos.
MARK = 'mspn_plugin drawing'
SOFTWARE = 305
FORMATS = {'.jpg': 'JPEG', '.jpeg': 'JPEG', '.png': 'PNG', '.webp': 'WEBP'}


def write_drawing(path: Union[str, Path], drawn: np.ndarray):
    """Write a drawn picture.

    Args:
        path: Path with the suffix .jpg, .jpeg, .png or .webp.
        drawn: (H, W, 3) uint8, BGR.

    Raises:
        ValueError: Another ending.
        OSError: It cannot be written.
    """
    path = Path(path)
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        raise ValueError(f'{path.name} ends in {path.suffix!r}: drawings are '
                         f'written as {", ".join(FORMATS)}.')
    exif = Image.Exif()
    exif[SOFTWARE] = MARK
    encoded = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(drawn[..., ::-1])).save(
        encoded, kind, quality=95, exif=exif)
    write_atomically(path, encoded.getvalue())


def is_drawing(path: Path) -> bool:
    """Whether a file is a drawing of this package, by its metadata."""
    try:
        if is_video(path):
            import av  # its library is optional
            with open(path, 'rb') as file, av.open(file) as video:
                return video.metadata.get('comment') == MARK
        with open(path, 'rb') as file, Image.open(file) as picture:
            return picture.getexif().get(SOFTWARE) == MARK
    except Exception:  # decoders raise many types; these are no drawings
        return False
