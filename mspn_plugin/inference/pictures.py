"""Pictures as people have them: any kind, upright, or one clear line."""

from pathlib import Path
from typing import Union

import cv2
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

#: Of a deep picture whose mode Pillow converts by cutting off, not scaling.
DEEP_MODES = ('I;16', 'I;16B', 'I;16L', 'I')
#: Of what a camera or scanner puts into 16 or 32 bits.
BIT_DEPTHS = (8, 10, 12, 14, 16)
MAX_PIXELS = 150_000_000


class PictureError(ValueError):
    """A file that no picture can be read from."""


def read_picture(path: Union[str, Path],
                 *,
                 max_pixels: int = MAX_PIXELS) -> np.ndarray:
    """(H, W, 3) uint8, BGR, turned as its EXIF says.

    Grey, palettes, CMYK; what is transparent becomes white. Of an animation
    the first picture. Values of more than 8 bits are scaled by the least of
    8, 10, 12, 14 and 16 bits that holds the largest one: files do not say how
    many of their 16 or 32 bits are used.

    Args:
        path: Of the picture.
        max_pixels: More are refused before they are decoded.

    Raises:
        PictureError: No picture, one cut off, or too large.
        FileNotFoundError: No file.
    """
    try:
        with open(path, 'rb') as content, Image.open(content) as file:
            if file.width * file.height > max_pixels:
                raise PictureError(
                    f'{file.width}x{file.height} pixels are more than '
                    f'{max_pixels / 1e6:g} million.')
            picture = file
            if _has_deep_channels(file):
                content.seek(0)
                picture = _read_deep_channels(content.read(), file)
            picture = _to_uint8_rgb(ImageOps.exif_transpose(picture))
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


def _has_deep_channels(file: Image.Image) -> bool:
    """Whether Pillow would cut a colour picture's 16 bits off."""
    return file.mode in ('RGB', 'RGBA') and any(
        ';16' in str(tile[3]) for tile in getattr(file, 'tile', ()))


def _read_deep_channels(content: bytes, file: Image.Image) -> Image.Image:
    pixels = cv2.imdecode(
        np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)
    if pixels is None:
        return file
    order = [2, 1, 0, 3][:pixels.shape[2]]
    colours = pixels[..., :3]
    if pixels.dtype != np.uint8:
        colours = _to_uint8(colours)
    if pixels.shape[2] == 4:
        alpha = pixels[..., 3:] / np.iinfo(pixels.dtype).max * 255
        colours = np.dstack([colours, alpha.astype(np.uint8)])
    picture = Image.fromarray(np.ascontiguousarray(colours[..., order]))
    picture.info['exif'] = file.getexif().tobytes()
    return picture


def _to_uint8(values: np.ndarray) -> np.ndarray:
    """Scale deep values to 0..255."""
    values = np.nan_to_num(values.astype(np.float64))
    top = values.max(initial=1)
    for bits in BIT_DEPTHS:
        if top <= 2**bits - 1:
            top = 2**bits - 1
            break
    return (values / top * 255).clip(0, 255).astype(np.uint8)


def _to_uint8_rgb(picture: Image.Image) -> Image.Image:
    if picture.mode == 'F':
        values = np.nan_to_num(np.asarray(picture))
        values = values / max(values.max(), 1) * 255
        picture = Image.fromarray(values.clip(0, 255).astype(np.uint8))
    elif picture.mode in DEEP_MODES:
        picture = Image.fromarray(_to_uint8(np.asarray(picture)))
    if picture.has_transparency_data:
        picture = picture.convert('RGBA')
        white = Image.new('RGBA', picture.size, 'white')
        picture = Image.alpha_composite(white, picture)
    return picture.convert('RGB')
