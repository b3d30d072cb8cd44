"""COCO files of CVAT, Label Studio, Roboflow, COCO Annotator and the like."""

from pathlib import Path
from typing import List

from PIL import Image

from ..datasets.labels.arrays import used_categories
from ..host import LabelError, read_annotations
from .pictures import place_pictures

MARGIN = 0.1  # added to boxes made of points, of their longer side
LEAST_SIDE = 16  # pixels of such a box


def read_coco(path: Path, pictures: Path) -> dict:
    """Read a COCO file; pictures by their path, or else by their name.

    Label Studio writes ``images/HASH-name.jpg``, others whole paths of the
    labeller's machine.

    Args:
        path: Of the JSON file.
        pictures: Their folder.

    Raises:
        LabelError: No JSON of this layout, no keypoints, or no picture.
    """
    content, _ = read_annotations(str(path))
    place_pictures(content['images'], pictures)
    used = used_categories(content)
    if not used:
        raise LabelError(f'{path} has no annotation with keypoints')
    chosen = max(used, key=used.get)
    listed = {c['id']: c for c in content.get('categories', ())}
    category = listed.get(chosen, dict(id=chosen))
    content['annotations'] = [
        dict(person, category_id=1) for person in content['annotations']
        if person.get('category_id') == chosen]
    content['categories'] = [dict(category, id=1, name='person')]
    return content


def complete(content: dict, pictures: Path) -> List[str]:
    """Add sizes of pictures and boxes that are missing, in place.

    Args:
        content: Of a COCO file.
        pictures: Folder of the pictures.

    Returns:
        What was added, a sentence each.
    """
    sizes, made = {}, 0
    for image in content['images']:
        if not image.get('width') or not image.get('height'):
            image['width'], image['height'] = _shown_size(
                pictures / image['file_name'])
        sizes[image['id']] = image['width'], image['height']
    for person in content['annotations']:
        if person.get('keypoints') and not _is_box(person.get('bbox')):
            box = box_of_points(person['keypoints'], sizes[person['image_id']])
            if box:
                person['bbox'], person['area'] = box, box[2] * box[3]
                made += 1
    return [f'{made} boxes are made from points, {MARGIN:.0%} wider'
            ] if made else []


def _is_box(box: object) -> bool:
    return isinstance(box, list) and len(box) == 4 and min(box[2:]) > 0


def box_of_points(points: list, size: tuple) -> list:
    """x, y, width and height around labelled keypoints, in the picture.

    Args:
        points: x, y, v of each keypoint, in one list.
        size: Width and height of the picture.

    Returns:
        The box; [] if no keypoint is labelled.
    """
    labelled = [(x, y) for x, y, v in zip(
        points[::3], points[1::3], points[2::3]) if v]
    if not labelled:
        return []
    (left, right), (top, bottom) = (
        (min(values), max(values)) for values in zip(*labelled))
    margin = MARGIN * max(right - left, bottom - top)
    wide = max(0, LEAST_SIDE - (right - left)) / 2 + margin
    high = max(0, LEAST_SIDE - (bottom - top)) / 2 + margin
    x, y = max(0, left - wide), max(0, top - high)
    return [x, y, min(size[0], right + wide) - x,
            min(size[1], bottom + high) - y]


def _shown_size(path: Path) -> tuple:
    """Width and height as the picture is shown, turned by EXIF."""
    with Image.open(path) as picture:
        turned = picture.getexif().get(274, 1) >= 5
        return picture.size[::-1] if turned else picture.size
