"""Labels of the same people as several tools write them."""

import copy
import json
from pathlib import Path

import yaml

from tests.datasets.label_faults import NAMES, SIZE, draw, right


def coco(change) -> dict:
    labels = copy.deepcopy(right())
    change(labels)
    return labels


def cvat(labels: dict):
    """Numbers as floats, attributes, empty skeletons of hidden tracks."""
    for person in labels['annotations']:
        person['keypoints'] = [float(v) for v in person['keypoints']]
        person['attributes'] = dict(occluded=False)
    labels['annotations'].append(dict(
        id=99, image_id=1, category_id=1, iscrowd=0, area=0,
        num_keypoints=0, bbox=[0, 0, 0, 0], keypoints=[]))


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


def write_coco(tool: str, root: Path) -> Path:
    path = root / f'{tool}.json'
    path.write_text(json.dumps(coco(COCO_TOOLS[tool])))
    return path


def write_labelme(root: Path) -> Path:
    labels = right()
    folder = root / 'labelme'
    folder.mkdir()
    for image in labels['images']:
        shapes = []
        for person in labels['annotations']:
            if person['image_id'] != image['id']:
                continue
            k = person['keypoints']
            shapes += [dict(label=name, shape_type='point',
                            points=[k[3 * i:3 * i + 2]],
                            group_id=person['id'])
                       for i, name in enumerate(NAMES)]
            x, y, w, h = person['bbox']
            shapes.append(dict(label='person', shape_type='rectangle',
                               points=[[x, y], [x + w, y + h]],
                               group_id=person['id']))
        name = Path(image['file_name'])
        (folder / f'{name.stem}.json').write_text(json.dumps(dict(
            version='5.0', imagePath=str(name), imageWidth=SIZE[0],
            imageHeight=SIZE[1], shapes=shapes)))
    return folder


def write_yolo(root: Path) -> Path:
    """Beside the pictures, as there is no folder ``images``."""
    for person in right()['annotations']:
        x, y, w, h = person['bbox']
        values = [(x + w / 2) / SIZE[0], (y + h / 2) / SIZE[1], w / SIZE[0],
                  h / SIZE[1]]
        k = person['keypoints']
        for i in range(0, len(k), 3):
            values += [k[i] / SIZE[0], k[i + 1] / SIZE[1], k[i + 2]]
        with open(root / 'pictures' / f'{person["image_id"]}.txt',
                  'a') as file:
            print(0, *values, file=file)
    path = root / 'data.yaml'
    path.write_text(yaml.safe_dump(dict(
        kpt_shape=[5, 3], flip_idx=[0, 2, 1, 4, 3], names={0: 'person'},
        kpt_names={0: list(NAMES)})))
    return path


def write_deeplabcut(root: Path) -> Path:
    """Individuals of each picture; one of other parts; a missing point."""
    labels, folder = right(), root / 'labeled-data/video'
    parts = [(f'mouse{i}', name) for i in (1, 2) for name in NAMES]
    columns = [*parts, ('single', 'box')]
    rows = [[head, '', '', *(text for column in columns
                             for text in values(column))]
            for head, values in dict(
                scorer=lambda _: 2 * ['me'], individuals=lambda c: 2 * [c[0]],
                bodyparts=lambda c: 2 * [c[1]],
                coords=lambda _: ['x', 'y']).items()]
    for image in labels['images']:
        found = sum((p['keypoints'] for p in labels['annotations']
                     if p['image_id'] == image['id']), [])
        rows.append(['labeled-data', 'video', image['file_name'],
                     *(v for i, v in enumerate(found) if i % 3 < 2), '', ''])
    folder.mkdir(parents=True)
    path = folder / 'CollectedData_me.csv'
    path.write_text('\n'.join(','.join(map(str, row)) for row in rows))
    return root / 'labeled-data'


def write(tool: str, root: Path) -> Path:
    """Labels and pictures; returns the path of the labels."""
    (root / 'pictures').mkdir(parents=True)
    draw(root / 'pictures')
    if tool in COCO_TOOLS:
        return write_coco(tool, root)
    return dict(labelme=write_labelme, yolo=write_yolo,
                deeplabcut=write_deeplabcut)[tool](root)
