"""LabelMe: a JSON file for each picture, points and boxes by group."""

import json
from pathlib import Path
from typing import Dict, List

from ..host import LabelError, named_errors
from .pictures import place_pictures


def read_labelme(folder: Path, pictures: Path) -> dict:
    """Read a folder of LabelMe files as the content of a COCO file.

    Points of one ``group_id`` are one person, and so is a rectangle of it;
    without groups a picture is one person. The label is the keypoint's name.

    Args:
        folder: Of the JSON files.
        pictures: Their folder.

    Raises:
        LabelError: No file has points, or a person has a keypoint twice.
    """
    files, names = {}, {}
    for path in sorted(folder.rglob('*.json')):
        with named_errors(path):
            file = json.loads(path.read_bytes())
            if 'shapes' in file:
                files[path] = file
                names.update(dict.fromkeys(
                    shape['label'] for shape in file['shapes']
                    if shape.get('shape_type') == 'point'))
    names = list(names)
    if not names:
        raise LabelError(f'{folder} has no LabelMe file with points')
    images, people = [], []
    for path, file in files.items():
        with named_errors(path):
            images.append(dict(
                id=len(images) + 1, width=file.get('imageWidth'),
                height=file.get('imageHeight'),
                file_name=str(path.relative_to(folder).parent
                              / file['imagePath'].replace('\\', '/'))))
            for shapes in _groups(file['shapes']).values():
                people.append(dict(
                    _person(path, shapes, names), id=len(people) + 1,
                    image_id=images[-1]['id']))
    place_pictures(images, pictures)
    return dict(images=images, annotations=people, categories=[
        dict(id=1, name='person', keypoints=names, skeleton=[])])


def _groups(shapes: List[dict]) -> Dict[object, list]:
    groups = {}
    for shape in shapes:
        groups.setdefault(shape.get('group_id'), []).append(shape)
    return groups


def _person(path: Path, shapes: List[dict], names: List[str]) -> dict:
    points, box = [[0, 0, 0] for _ in names], None
    for shape in shapes:
        kind = shape.get('shape_type')
        if kind == 'rectangle':
            (x0, y0), (x1, y1) = shape['points']
            box = [min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0)]
        elif kind == 'point':
            place = names.index(shape['label'])
            if points[place][2]:
                raise LabelError(
                    f'{path} has {shape["label"]!r} twice in group '
                    f'{shape.get("group_id")}: give each person a group_id')
            points[place] = [*shape['points'][0], 2]
    found = dict(category_id=1, iscrowd=0,
                 keypoints=[v for point in points for v in point],
                 num_keypoints=sum(v > 0 for _, _, v in points))
    return dict(found, bbox=box, area=box[2] * box[3]) if box else found
