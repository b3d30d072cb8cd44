"""COCO files of CVAT, Label Studio, Roboflow, COCO Annotator and the like."""

from pathlib import Path
from typing import List

from PIL import Image

from ..datasets.labels.picture_checks import shown_size
from ..host import named_errors
from ..host.coco_annotations import load_annotations
from ..host.label_corrections import AREA_OF_BOX
from .pictures import place_pictures

MARGIN = 0.1  # of the longer side; added to boxes made of points, all round
LEAST_SIDE = 16  # pixels of such a box


def read_coco(path: Path, pictures: Path) -> dict:
    """Read a COCO file; pictures by their path, or else by their name.

    Label Studio writes ``images/HASH-name.jpg``, others whole paths of the
    labeller's machine.

    Args:
        path: Of the JSON file.
        pictures: Their folder.

    Raises:
        LabelError: No JSON of this layout.
    """
    content = load_annotations(str(path))
    place_pictures(content['images'], pictures)
    return content


def complete(content: dict, pictures: Path) -> List[str]:
    """Add sizes of pictures and boxes that are missing, in place.

    Args:
        content: Of a COCO file, corrected, of people with labels.
        pictures: Folder of the pictures.

    Returns:
        What was added, a sentence each.

    Raises:
        LabelError: Keypoints or a box are no numbers.
    """
    sizes, made = {}, 0
    for image in content['images']:
        if not image.get('width') or not image.get('height'):
            with Image.open(pictures / image['file_name']) as picture:
                image['width'], image['height'] = shown_size(picture)
        sizes[image['id']] = image['width'], image['height']
    for person in content['annotations']:
        with named_errors(f'annotation {person["id"]}'):
            if _is_box(person.get('bbox')):
                continue
            box = box_of_points(person['keypoints'], sizes[person['image_id']])
        person['bbox'], person['area'] = box, AREA_OF_BOX * box[2] * box[3]
        made += 1
    return [f'{made} boxes are made from points, with {MARGIN:.0%} of the '
            'longer side added all round'] if made else []


def _is_box(box: object) -> bool:
    return isinstance(box, list) and len(box) == 4 and min(box[2:]) > 0


def box_of_points(points: list, size: tuple) -> list:
    """x, y, width and height around labelled keypoints, in the picture.

    Args:
        points: x, y, v of each keypoint, in one list; one is labelled.
        size: Width and height of the picture.
    """
    labelled = [(x, y) for x, y, v in zip(
        points[::3], points[1::3], points[2::3]) if v]
    (left, right), (top, bottom) = (
        (min(values), max(values)) for values in zip(*labelled))
    margin = MARGIN * max(right - left, bottom - top)
    wide = max(0, LEAST_SIDE - (right - left)) / 2 + margin
    high = max(0, LEAST_SIDE - (bottom - top)) / 2 + margin
    x, y = max(0, left - wide), max(0, top - high)
    return [x, y, min(size[0], right + wide) - x,
            min(size[1], bottom + high) - y]
