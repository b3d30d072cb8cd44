"""Find the pictures that a file of labels names."""

import glob
import posixpath
import re
from pathlib import Path
from typing import List

from ..host import LabelError


def place_pictures(images: List[dict], folder: Path):
    """Replace names by paths relative to the folder, in place.

    Args:
        images: Of a COCO file.
        folder: Of the pictures.

    Raises:
        LabelError: An image has no name, or two names are one picture.
    """
    names = {}
    for image in images:
        if 'file_name' not in image:
            raise LabelError(f'image {image.get("id")} has no file_name')
        name = image['file_name']
        image['file_name'] = place = find_picture(folder, name)
        if names.setdefault(place, name) != name:
            raise LabelError(
                f'{names[place]} and {name} would both be {folder / place}: '
                'give the folder that holds both')


def find_picture(folder: Path, name: str) -> str:
    """Path relative to the folder; the name itself if there is none.

    The longest end of the name decides: ``a/x.jpg`` is not ``b/x.jpg``.

    Args:
        folder: Of the pictures.
        name: As the file of labels has it.

    Raises:
        LabelError: Several pictures end with the name.
    """
    plain = posixpath.normpath(str(name).replace('\\', '/'))
    wanted = Path(plain)
    cut = _without_hash(wanted.name)
    for last in (wanted.name, cut) if cut else (wanted.name, ):
        parts = *wanted.parent.parts, last
        ends = [parts[i:] for i in range(len(parts))]
        for end in ends:
            if end[0] not in ('/', '..') and folder.joinpath(*end).exists():
                return '/'.join(end)
        deeper = [path.relative_to(folder)
                  for path in sorted(folder.rglob(glob.escape(last)))]
        for end in ends:
            found = [path for path in deeper if path.parts[-len(end):] == end]
            if len(found) > 1:
                raise LabelError(
                    f'{name} may be {found[0]} or {found[1]} in {folder}: '
                    'name the folder in the labels, or rename one')
            if found:
                return found[0].as_posix()
    return plain


def _without_hash(name: str) -> str:
    """'cat-3.jpg' of Label Studio's '1a2b3c4d-cat-3.jpg'; '' if none."""
    prefix, _, rest = name.partition('-')
    return rest if re.fullmatch(r'[0-9a-f]{6,}', prefix) else ''
