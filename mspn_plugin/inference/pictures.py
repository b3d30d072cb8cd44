"""Read pictures of any format."""

from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO, ContextManager, Union

import numpy as np
from PIL import Image, UnidentifiedImageError

from .pixels import file_to_rgb

MAX_PIXELS = 150_000_000


class PictureError(ValueError):
    """A file that cannot be read as a picture or video."""


def read_picture(path: Union[str, Path, BinaryIO],
                 *,
                 max_pixels: int = MAX_PIXELS) -> np.ndarray:
    """Read a picture as (H, W, 3) uint8, BGR, rotated by its EXIF tag.

    Grey, palette and CMYK pictures are converted. Transparent pixels become
    white. Only the first frame of an animation is read. Values of more than 8
    bits are scaled by the least of 8, 10, 12, 14 and 16 bits that holds the
    largest one: files do not say how many of their 16 or 32 bits are used.

    Args:
        path: Path of the picture; or a file, open for reading bytes.
        max_pixels: Larger pictures raise an error before they are decoded.

    Raises:
        PictureError: The file is no picture, is truncated or is too large.
        FileNotFoundError: The file does not exist.
    """
    try:
        with _opened(path) as content, Image.open(content) as file:
            if file.width * file.height > max_pixels:
                raise PictureError(
                    f'{file.width}x{file.height} pixels are more than '
                    f'the limit of {max_pixels / 1e6:g} million.')
            picture = file_to_rgb(file, content)
    except (PictureError, FileNotFoundError):
        raise
    except UnidentifiedImageError as error:  # its message has the full path
        raise PictureError(
            'Not a readable picture: unknown format.') from error
    except Exception as error:  # Pillow's decoders raise many types
        reason = ' '.join(str(error).split()) or type(error).__name__
        raise PictureError(f'Not a readable picture: {reason}.') from error
    return np.ascontiguousarray(np.asarray(picture)[..., ::-1])


def _opened(path: Union[str, Path, BinaryIO]) -> ContextManager[BinaryIO]:
    return nullcontext(path) if hasattr(path, 'read') else open(path, 'rb')
