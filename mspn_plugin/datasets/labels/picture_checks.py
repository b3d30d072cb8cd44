"""Compare a file of labels with its pictures: sizes, damaged files."""

import os
from pathlib import Path
from typing import List, Optional, Tuple

import cv2
from PIL import Image, UnidentifiedImageError

from .arrays import Labels
from .findings import Finding

SAMPLE = 200  # pictures that are opened when a data set is loaded
ORIENTATION = 274  # EXIF tag
QUARTER_TURNS = (5, 6, 7, 8)
ENDS = b'\xff\xd9', b'IEND'  # of JPEG and PNG
TAIL = 4096  # bytes that may follow the end
DIFFERS = {
    'damaged_picture': 'pictures cannot be read, or only their first part',
    'picture_size': 'pictures have another size than the file of labels says',
    'exif_unknown': 'pictures are turned by EXIF, the labels are not: label '
    'them as they are shown, or remove the tag',
    'exif_ambiguous': 'pictures are turned by EXIF by half, mirrored or '
    'square: sizes do not show which orientation the labels have'
}


def picture_sizes(labels: Labels, folder: str,
                  most: Optional[int] = SAMPLE) -> List[Finding]:
    """Compare sizes after EXIF's rotation, which loading applies.

    Args:
        labels: What is checked.
        folder: Of the pictures.
        most: How many are opened, evenly spread; None: all.
    """
    images = labels.content['images']
    count = min(most or len(images), len(images))
    found = {}
    for image in (images[i * len(images) // count] for i in range(count)):
        path = Path(image.get('img_path') or os.path.join(
            folder, str(image.get('file_name'))))
        kind, text = _compare(path, image)
        if kind:
            found.setdefault(kind, []).append(text)
    return [
        Finding(kind, 'note' if kind == 'exif_ambiguous' else 'error',
                len(texts), DIFFERS[kind], texts[0])
        for kind, texts in found.items()]


def shown_size(picture: Image.Image) -> Tuple[int, int]:
    """Width and height after EXIF's rotation."""
    turn = picture.getexif().get(ORIENTATION, 1)
    return picture.size[::-1] if turn in QUARTER_TURNS else picture.size


def _compare(path: Path, image: dict) -> tuple:
    stated = image.get('width'), image.get('height')
    if not path.is_file() or None in stated:
        return None, ''
    try:
        with Image.open(path) as picture:
            size, turn = picture.size, picture.getexif().get(ORIENTATION, 1)
            shown = shown_size(picture)
            if not _has_end(path):
                picture.load()
    except OSError as error:
        unknown = isinstance(error, UnidentifiedImageError)
        if unknown and cv2.haveImageReader(str(path)):
            return None, ''
        return 'damaged_picture', f'{path.name}: {error}'
    text = (f'{path.name}: {shown[0]}x{shown[1]}, labels say '
            f'{stated[0]}x{stated[1]}')
    if shown != stated:
        known = size == stated
        return 'exif_unknown' if known else 'picture_size', text
    if turn != 1 and (turn not in QUARTER_TURNS or size == shown):
        return 'exif_ambiguous', text
    return None, ''


def _has_end(path: Path) -> bool:
    """Whether a JPEG or PNG file is whole, without decoding it."""
    with open(path, 'rb') as file:
        file.seek(-min(TAIL, path.stat().st_size), os.SEEK_END)
        tail = file.read()
    return any(end in tail for end in ENDS)
