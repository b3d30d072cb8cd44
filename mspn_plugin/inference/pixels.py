"""Convert pixels of any type to 8 bits and three channels."""

from typing import BinaryIO, Union

import cv2
import numpy as np
from PIL import Image, ImageOps

#: Modes of more than 8 bits, which Pillow's conversion clips.
DEEP_MODES = ('I;16', 'I;16B', 'I;16L', 'I')
#: Numbers of bits that cameras and scanners use of 16 or 32.
BIT_DEPTHS = (8, 10, 12, 14, 16)


def to_bgr(picture: Union[np.ndarray, Image.Image]) -> np.ndarray:
    """Convert a picture in memory to (H, W, 3) uint8, BGR.

    Args:
        picture: An array: (H, W) or (H, W, 1) grey, (H, W, 3) BGR or
            (H, W, 4) BGRA, of uint8, uint16 or bool; OpenCV's order. uint16
            is scaled as a file is; what is transparent becomes white. Or a
            Pillow image, which is rotated as its EXIF data say.

    Raises:
        ValueError: Another shape or type, or no pixels.
    """
    if isinstance(picture, Image.Image):
        upright = _to_rgb(ImageOps.exif_transpose(picture))
        return np.ascontiguousarray(np.asarray(upright)[..., ::-1])
    if picture.ndim == 2:
        picture = picture[..., None]
    if picture.ndim != 3 or picture.shape[2] not in (1, 3, 4) \
            or not picture.size:
        raise ValueError(
            f'An array of shape {picture.shape} is no picture: it has to be '
            '(H, W), (H, W, 1), (H, W, 3) in BGR, or (H, W, 4) in BGRA.')
    colours, alpha = picture[..., :3], picture[..., 3:]
    if picture.dtype == bool:
        colours, alpha = (x.astype(np.uint8) * 255 for x in (colours, alpha))
    elif picture.dtype == np.uint16:
        colours, alpha = _to_uint8(colours), (alpha / 257).astype(np.uint8)
    elif picture.dtype != np.uint8:
        raise ValueError(
            f'An array of {picture.dtype} is no picture: it has to be uint8, '
            '0 to 255, or uint16. Of 0 to 1: (255 * picture).astype("uint8").')
    if colours.shape[2] == 1:
        colours = colours.repeat(3, axis=2)
    if alpha.size:
        part = alpha / np.float32(255)
        colours = (colours * part + 255 * (1 - part)).round().astype(np.uint8)
    return np.ascontiguousarray(colours)


def file_to_rgb(file: Image.Image, content: BinaryIO) -> Image.Image:
    """Convert an open picture to RGB, rotated as the EXIF data say.

    Args:
        file: What Pillow made of ``content``.
        content: The file; Pillow cuts 16 bits a channel off, OpenCV does not.
    """
    if _has_deep_channels(file):
        file = _read_deep_channels(file, content)
    return _to_rgb(ImageOps.exif_transpose(file))


def _has_deep_channels(file: Image.Image) -> bool:
    """Whether Pillow would cut a colour picture's 16 bits off."""
    return file.mode in ('RGB', 'RGBA') and any(
        ';16' in str(tile[3]) for tile in getattr(file, 'tile', ()))


def _read_deep_channels(file: Image.Image, content: BinaryIO) -> Image.Image:
    exif = file.getexif().tobytes()
    content.seek(0)
    pixels = cv2.imdecode(
        np.frombuffer(content.read(), np.uint8), cv2.IMREAD_UNCHANGED)
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
    picture.info['exif'] = exif
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


def _to_rgb(picture: Image.Image) -> Image.Image:
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
