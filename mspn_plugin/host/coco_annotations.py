"""Read COCO files of labelling tools, for data sets and metrics.

Unambiguous faults are corrected, so that data sets and metrics have the same
labels. All other faults raise an error.
"""

import json
import logging
from contextlib import redirect_stdout
from pathlib import Path
from typing import Tuple

from mmengine.fileio import load
from mmengine.logging import print_log

from .label_corrections import Corrected, correct, correction_lines
from .label_errors import LabelError, named_errors

_logged = set()
REQUIRED = dict(images=('id', ), annotations=('id', 'image_id'))


def read_annotations(path: str) -> Tuple[dict, Corrected]:
    """Read a COCO file and correct unambiguous faults.

    Args:
        path: JSON in UTF-8, UTF-16 or UTF-32, with a byte order mark or not.

    Returns:
        Its content, and ids of the corrected annotations by kind (a key of
        :data:`CORRECTED`).

    Raises:
        LabelError: It is no JSON of this layout, or has ids that are no
            whole numbers; the message names the file.
    """
    content = load_annotations(path)
    with named_errors(path):
        return content, correct(content)


def load_annotations(path: str) -> dict:
    """:func:`read_annotations` without corrections."""
    with named_errors(path):
        try:
            content = json.loads(Path(path).read_bytes())
        except UnicodeDecodeError as error:
            raise LabelError(f'it is no JSON in UTF-8 ({error})') from error
        _check_layout(content)
        _check_ids(content)
        return content


def load_json(path, *args, **kwargs):
    """mmengine's ``load`` that reads JSON in every encoding of Unicode."""
    if str(path).endswith('.json') and Path(path).is_file():
        return json.loads(Path(path).read_bytes())
    return load(path, *args, **kwargs)


def _check_layout(content: object):
    if isinstance(content, list):
        raise LabelError('it is a list, not an object with images and '
                         "annotations: export it as 'COCO', or see "
                         '`python -m mspn_plugin.tools.new`')
    if isinstance(content, dict) and 'shapes' in content:
        raise LabelError('it is the file of one picture by LabelMe: '
                         '`python -m mspn_plugin.tools.new` reads a folder '
                         'of them')
    if not isinstance(content, dict):
        raise LabelError(f'it is {type(content).__name__}, not an object '
                         'with images and annotations')
    for key in ('images', 'annotations'):
        if not isinstance(content.get(key), list):
            raise LabelError(f"'{key}' is missing")
        if not all(isinstance(entry, dict) for entry in content[key]):
            raise LabelError(f"'{key}' holds something else than objects")
    for key, required in REQUIRED.items():
        if key == 'annotations' and content.get('categories'):
            required = *required, 'category_id'
        for number, entry in enumerate(content[key]):
            for name in required:
                if name not in entry:
                    raise LabelError(f"{key}[{number}]: '{name}' is missing")


def _check_ids(content: dict):
    for key, name in (('images', 'id'), ('annotations', 'image_id')):
        for entry in content[key]:
            value = entry.get(name, 0)
            if type(value) is not int:
                raise LabelError(
                    f'ids of images must be whole numbers: {name} '
                    f'{value!r} in {key}')


def corrected_coco(base: type) -> type:
    """A class that reads COCO files by :func:`read_annotations`.

    Args:
        base: ``COCO`` of xtcocotools or of pycocotools.
    """

    class CorrectedCOCO(base):

        def __init__(self, annotation_file=None, *args, **kwargs):
            if annotation_file is None or args or kwargs:
                super().__init__(annotation_file, *args, **kwargs)
                return
            super().__init__()
            self.dataset, self.corrected = read_annotations(annotation_file)
            self.createIndex()
            _log_once(annotation_file, self.corrected)

        def createIndex(self):
            with redirect_stdout(None):  # 'creating index...'
                super().createIndex()

    return CorrectedCOCO


def _log_once(path: str, corrected: Corrected):
    """Once a file: a data set and its metric both read it."""
    counts = {kind: len(ids) for kind, ids in corrected.items()}
    key = (str(path), str(sorted(counts.items())))
    if corrected and key not in _logged:
        _logged.add(key)
        print_log(f'{path}: {"; ".join(correction_lines(corrected))}.',
                  logger='current', level=logging.WARNING)
