"""DeepLabCut: CSV files with three or four rows of headers."""

import csv
import math
from pathlib import Path
from typing import Dict, Iterator, List, Tuple

from ..host import LabelError, named_errors
from .pictures import place_pictures

PATTERN = 'CollectedData_*.csv'
HEADERS = ('scorer', 'individuals', 'bodyparts', 'coords')


def read_deeplabcut(path: Path, pictures: Path) -> dict:
    """Read labels of DeepLabCut as the content of a COCO file.

    Individuals with other body parts, as 'single' may have, are another
    category.

    Args:
        path: ``CollectedData_NAME.csv``, or a folder of them.
        pictures: Folder of the pictures, such as ``labeled-data``.

    Raises:
        LabelError: A file without these headers, or with other values than
            numbers.
    """
    images, people, skeletons = [], [], {}
    for file in [path] if path.is_file() else sorted(path.rglob(PATTERN)):
        with named_errors(file):
            for name, individuals in _read_table(file):
                images.append(dict(id=len(images) + 1, file_name=name))
                for points in individuals.values():
                    person = _person(list(points.values()))
                    if person['num_keypoints']:  # else not in this picture
                        key = skeletons.setdefault(
                            tuple(points), len(skeletons) + 1)
                        people.append(dict(
                            person, id=len(people) + 1, category_id=key,
                            image_id=images[-1]['id']))
    place_pictures(images, pictures)
    return dict(images=images, annotations=people, categories=[
        dict(id=key, name=f'skeleton {key}', keypoints=list(names))
        for names, key in skeletons.items()])


def _read_table(path: Path) -> Iterator[Tuple[str, Dict[str, dict]]]:
    """Each picture, with {individual: {body part: [x, y]}}."""
    rows = list(csv.reader(path.read_text('utf-8-sig').splitlines()))
    headers = {row[0]: row for row in rows[:4] if row and row[0] in HEADERS}
    if not {'bodyparts', 'coords'} <= set(headers):
        raise LabelError('it has no rows bodyparts and coords: it is no '
                         'CollectedData file of DeepLabCut')
    parts, coords = headers['bodyparts'], headers['coords']
    individuals = headers.get('individuals', [''] * len(parts))
    first = coords.index('x')  # a path takes one column, or one a folder
    for number, row in enumerate(rows[len(headers):], len(headers) + 1):
        if len(row) != len(coords):
            raise LabelError(f'line {number}: {len(row)} columns, the header '
                             f'has {len(coords)}')
        found = {}
        for i in range(first, len(row), 2):
            if coords[i:i + 2] != ['x', 'y']:
                raise LabelError(f'columns {i} and {i + 1} are '
                                 f'{coords[i:i + 2]}, not x and y')
            found.setdefault(individuals[i], {})[parts[i]] = row[i:i + 2]
        yield '/'.join(row[:first]), found


def _person(points: List[List[str]]) -> dict:
    keypoints = []
    for point in points:
        x, y = (float(value or 'nan') for value in point)
        known = math.isfinite(x) and math.isfinite(y)
        keypoints += [x, y, 2] if known else [0, 0, 0]
    return dict(iscrowd=0, keypoints=keypoints,
                num_keypoints=sum(v > 0 for v in keypoints[2::3]))
