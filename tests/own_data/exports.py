"""Labels of the same people as several tools write them."""

import copy
import json
from pathlib import Path
from typing import Optional

import yaml

from tests.datasets.label_faults import NAMES, draw, right


def cvat(labels: dict):
    """Numbers as floats, attributes, empty skeletons of hidden tracks."""
    for person in labels['annotations']:
        person['keypoints'] = [float(v) for v in person['keypoints']]
        person['attributes'] = dict(occluded=False)
    labels['annotations'].append(dict(
        id=99999, image_id=labels['images'][0]['id'], category_id=1, iscrowd=0,
        area=0, num_keypoints=0, bbox=[0, 0, 0, 0], keypoints=[]))


def label_studio(labels: dict):
    """From category 0 and annotation 0 on; hashes before names; no crowd."""
    for image in labels['images']:
        image['file_name'] = f'images/1a2b3c-{image["file_name"]}'
        image['id'] -= 1
    for person in labels['annotations']:
        person['id'] -= 1
        person['image_id'] -= 1
        person['category_id'] = 0
        del person['iscrowd']
    labels['categories'][0]['id'] = 0


def roboflow(labels: dict):
    """A category above the person's, which nobody has."""
    labels['categories'].insert(0, dict(id=0, name='people',
                                        supercategory='none'))


def coco_annotator(labels: dict):
    """Whole paths, and no boxes where only points were clicked."""
    for image in labels['images']:
        image['path'] = f'/datasets/own/{image["file_name"]}'
    for person in labels['annotations']:
        del person['bbox'], person['area']


COCO_TOOLS = dict(cvat=cvat, label_studio=label_studio, roboflow=roboflow,
                  coco_annotator=coco_annotator)


def by_picture(labels: dict) -> list:
    """Pairs of a picture and its people."""
    return [(image, [person for person in labels['annotations']
                     if person['image_id'] == image['id']])
            for image in labels['images']]


def triples(person: dict) -> list:
    k = person['keypoints']
    return [k[i:i + 3] for i in range(0, len(k), 3)]


def write_labelme(root: Path, labels: dict) -> Path:
    folder = root / 'labelme'
    folder.mkdir()
    for image, people in by_picture(labels):
        shapes = []
        for person in people:
            shapes += [dict(label=name, shape_type='point', points=[[x, y]],
                            group_id=person['id'])
                       for name, (x, y, v) in zip(NAMES, triples(person))
                       if v]
            x, y, w, h = person['bbox']
            shapes.append(dict(label='person', shape_type='rectangle',
                               points=[[x, y], [x + w, y + h]],
                               group_id=person['id']))
        name = Path(image['file_name'])
        (folder / f'{name.stem}.json').write_text(json.dumps(dict(
            version='5.0', imagePath=str(name), imageWidth=image['width'],
            imageHeight=image['height'], shapes=shapes)))
    return folder


def write_yolo(root: Path, labels: dict) -> Path:
    """Beside the pictures, as there is no folder ``images``."""
    for image, people in by_picture(labels):
        width, height = image['width'], image['height']
        lines = []
        for person in people:
            x, y, w, h = person['bbox']
            values = [0, (x + w / 2) / width, (y + h / 2) / height, w / width,
                      h / height]
            for x, y, v in triples(person):
                values += [x / width, y / height, v]
            lines.append(' '.join(map(str, values)))
        text = root / 'pictures' / Path(image['file_name']).with_suffix('.txt')
        text.write_text('\n'.join(lines))
    path = root / 'data.yaml'
    path.write_text(yaml.safe_dump(dict(
        kpt_shape=[5, 3], flip_idx=[0, 2, 1, 4, 3], names={0: 'person'},
        kpt_names={0: list(NAMES)})))
    return path


def write_deeplabcut(root: Path, labels: dict) -> Path:
    """Individuals by picture, and a 'single' one of other parts."""
    pictures = by_picture(labels)
    count = max(len(people) for _, people in pictures)
    parts = [(f'person{i}', name) for i in range(count) for name in NAMES]
    columns = [*parts, ('single', 'lamp')]
    rows = [[head, '', '', *(text for column in columns
                             for text in values(column))]
            for head, values in dict(
                scorer=lambda _: 2 * ['me'], individuals=lambda c: 2 * [c[0]],
                bodyparts=lambda c: 2 * [c[1]],
                coords=lambda _: ['x', 'y']).items()]
    for image, people in pictures:
        points = [point for person in people for point in triples(person)]
        found = [value for x, y, v in points
                 for value in ((x, y) if v else ('', ''))]
        rows.append(['labeled-data', 'video', image['file_name'], *found,
                     *[''] * (2 * len(columns) - len(found))])
    folder = root / 'labeled-data/video'
    folder.mkdir(parents=True)
    (folder / 'CollectedData_me.csv').write_text(
        '\n'.join(','.join(map(str, row)) for row in rows))
    return folder.parent


TOOLS = (*COCO_TOOLS, 'labelme', 'yolo', 'deeplabcut')


def write(tool: str, root: Path, labels: Optional[dict] = None) -> Path:
    """Write labels; returns their path.

    Args:
        tool: One of :data:`TOOLS`.
        root: Pictures are in its folder ``pictures``.
        labels: Of a COCO file; None: those of 12 black pictures, which are
            drawn.
    """
    if labels is None:
        labels = right()
        (root / 'pictures').mkdir(parents=True)
        draw(root / 'pictures')
    if tool in COCO_TOOLS:
        labels = copy.deepcopy(labels)
        COCO_TOOLS[tool](labels)
        path = root / f'{tool}.json'
        path.write_text(json.dumps(labels))
        return path
    return dict(labelme=write_labelme, yolo=write_yolo,
                deeplabcut=write_deeplabcut)[tool](root, labels)
