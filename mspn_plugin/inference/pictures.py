"""Pictures as people have them: any kind, upright, or one clear line."""

import mimetypes
from pathlib import Path
from typing import Iterable, List, Union

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

#: Of a deep picture whose mode Pillow converts by cutting off, not scaling.
DEEP_MODES = ('I;16', 'I;16B', 'I;16L', 'I', 'F')
MAX_PIXELS = 150_000_000


class PictureError(ValueError):
    """A file that no picture can be read from."""


def read_picture(path: Union[str, Path],
                 *,
                 max_pixels: int = MAX_PIXELS) -> np.ndarray:
    """(H, W, 3) uint8, BGR, turned as its EXIF says.

    Grey, 16 bit, palettes, CMYK; what is transparent becomes white. Of an
    animation the first picture.

    Args:
        path: Of the picture.
        max_pixels: More are refused before they are decoded.

    Raises:
        PictureError: No picture, one cut off, or too large.
        FileNotFoundError: No file.
    """
    try:
        with Image.open(path) as file:
            if file.width * file.height > max_pixels:
                raise PictureError(
                    f'{file.width}x{file.height} pixels are more than '
                    f'{max_pixels / 1e6:g} million.')
            picture = _to_uint8_rgb(ImageOps.exif_transpose(file))
    except (PictureError, FileNotFoundError):
        raise
    except UnidentifiedImageError as error:  # which names the whole path
        raise PictureError(
            'No picture that can be read: of no known kind.') from error
    except Exception as error:  # Pillow's decoders raise what they like
        reason = ' '.join(str(error).split()) or type(error).__name__
        raise PictureError(
            f'No picture that can be read: {reason}.') from error
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
    """By its name, as mmpose's demos tell."""
    kind = mimetypes.guess_type(str(path))[0] or ''
    return kind.startswith('video')


def find_media(paths: Iterable[Union[str, Path]]) -> List[Path]:
    """Files as they are, and all pictures and videos in folders, sorted.

    Raises:
        FileNotFoundError: Nothing by one of these names, or a folder without
            any picture or video.
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
