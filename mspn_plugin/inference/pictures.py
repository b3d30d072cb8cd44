"""Read pictures of any format, and find pictures and videos in folders."""

import mimetypes
from pathlib import Path
from typing import Iterable, List, Union

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

#: Modes of more than 8 bits: Pillow's conversion clips them, so scale first.
DEEP_MODES = ('I;16', 'I;16B', 'I;16L', 'I', 'F')
MAX_PIXELS = 150_000_000


class PictureError(ValueError):
    """A file that cannot be read as a picture or video."""


def read_picture(path: Union[str, Path],
                 *,
                 max_pixels: int = MAX_PIXELS) -> np.ndarray:
    """Read a picture as (H, W, 3) uint8, BGR, rotated by its EXIF tag.

    Grey, 16-bit, palette and CMYK pictures are converted. Transparent pixels
    become white. Only the first frame of an animation is read.

    Args:
        path: Path of the picture.
        max_pixels: Larger pictures raise an error before they are decoded.

    Raises:
        PictureError: The file is no picture, is truncated or is too large.
        FileNotFoundError: The file does not exist.
    """
    try:
        with Image.open(path) as file:
            if file.width * file.height > max_pixels:
                raise PictureError(
                    f'{file.width}x{file.height} pixels are more than '
                    f'the limit of {max_pixels / 1e6:g} million.')
            picture = _to_uint8_rgb(ImageOps.exif_transpose(file))
    except (PictureError, FileNotFoundError):
        raise
    except UnidentifiedImageError as error:  # its message has the full path
        raise PictureError(
            'Not a readable picture: unknown format.') from error
    except Exception as error:  # Pillow's decoders raise many types
        reason = ' '.join(str(error).split()) or type(error).__name__
        raise PictureError(f'Not a readable picture: {reason}.') from error
    return np.ascontiguousarray(np.asarray(picture)[..., ::-1])


def _to_uint8_rgb(picture: Image.Image) -> Image.Image:
    if picture.mode in DEEP_MODES:
        values = np.asarray(picture).astype(np.float32)
        top = 65535 if picture.mode.startswith('I') else max(values.max(), 1)
        picture = Image.fromarray((values / top * 255).clip(0, 255).astype(
            np.uint8))
    if picture.has_transparency_data:
        picture = picture.convert('RGBA')
        white = Image.new('RGBA', picture.size, 'white')
        picture = Image.alpha_composite(white, picture)
    return picture.convert('RGB')


def is_video(path: Union[str, Path]) -> bool:
    """Whether the file name is that of a video, as in mmpose's demos."""
    kind = mimetypes.guess_type(str(path))[0] or ''
    return kind.startswith('video')


def find_media(paths: Iterable[Union[str, Path]]) -> List[Path]:
    """List the given files, and the pictures and videos of given folders.

    Raises:
        FileNotFoundError: A path does not exist, or a folder has no picture
            and no video.
    """
    found = []
    for path in map(Path, paths):
        if path.is_dir():
            inside = sorted(file for file in path.rglob('*')
                            if file.is_file() and _is_media(file))
            if not inside:
                raise FileNotFoundError(
                    f'No picture or video is in the folder {path}.')
            found += inside
        elif path.exists():
            found.append(path)
        else:
            raise FileNotFoundError(f'There is no {path}.')
    return found


def _is_media(path: Path) -> bool:
    kind = mimetypes.guess_type(path.name)[0] or ''
    return kind.startswith(('image', 'video'))
