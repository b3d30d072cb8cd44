"""Results as a COCO data set, to be labelled further or evaluated."""

import json
from pathlib import Path
from typing import Dict, List

from .atomic_files import write_atomically
from .formats import coco_box
from .result_lines import SCHEMA, join, split


def write_coco(path: Path, whole: dict):
    """Write the content of ``people.json`` as a COCO data set.

    Each frame of a video is an image with ``frame`` and ``time``. A keypoint
    has v = 2, or 1 if it is not drawn or hollow; its score is in
    ``keypoint_scores``.

    Raises:
        OSError: It cannot be written.
    """
    images: List[dict] = []
    annotations: List[dict] = []
    visible = whole['thresholds']['drawing']
    for image_id, record in enumerate(split(whole), start=1):
        people = record.pop('people')
        image = dict(id=image_id, file_name=record.pop('path'), **record)
        images.append(image if people is not None else dict(image, lost=True))
        annotations += [
            dict(id=len(annotations) + number, image_id=image_id,
                 **_annotation(person, visible))
            for number, person in enumerate(people or (), start=1)]
    header = {k: v for k, v in whole.items() if k not in ('pictures', 'files')}
    category = dict(
        id=1, name='person', supercategory='person',
        keypoints=whole['keypoints'],
        skeleton=[[a + 1, b + 1] for a, b in whole['skeleton']])
    write_atomically(path, json.dumps(dict(
        info=dict(description='mspn_plugin', header=header), images=images,
        annotations=annotations, categories=[category])).encode())


def _annotation(person: dict, visible: float) -> dict:
    box, scores = coco_box(person), person['scores']
    width, height = box['bbox'][2:]
    found = dict(
        category_id=1, iscrowd=0,
        keypoints=[value for point, score in zip(
                       person['keypoints'],
                       person.get('probabilities') or scores)
                   for value in (*point, 2 if score >= visible else 1)],
        num_keypoints=len(scores), area=round(width * height, 2), **box,
        keypoint_scores=scores, box_score=person['box_score'])
    for key, name in (('id', 'track_id'),
                      ('probabilities', 'keypoint_probabilities')):
        if key in person:
            found[name] = person[key]
    return found


def read_coco(path: Path) -> dict:
    """Read a file of :func:`write_coco` as the content of ``people.json``.

    Raises:
        ValueError: Another program wrote it.
    """
    content = json.loads(Path(path).read_text(encoding='utf-8'))
    header = content.get('info', {}).get('header', {})
    if header.get('schema') != SCHEMA:
        raise ValueError(f'{path} is a COCO file without results of '
                         f'mspn_plugin ({SCHEMA}).')
    people: Dict[int, list] = {}
    for annotation in content['annotations']:
        people.setdefault(annotation['image_id'], []).append(
            _person(annotation))
    records = []
    for image in content['images']:
        found = None if image.pop('lost', False) else people.get(
            image['id'], [])
        del image['id']
        records.append(dict(
            image, path=image.pop('file_name'), people=found))
    return join(header, records, {})


def _person(annotation: dict) -> dict:
    values, (x, y, width, height) = annotation['keypoints'], annotation['bbox']
    found = {} if 'track_id' not in annotation else dict(
        id=annotation['track_id'])
    found.update(
        keypoints=[values[i:i + 2] for i in range(0, len(values), 3)],
        scores=annotation['keypoint_scores'],
        box=[x, y, round(x + width, 2), round(y + height, 2)],
        box_score=annotation['box_score'])
    if 'keypoint_probabilities' in annotation:
        found['probabilities'] = annotation['keypoint_probabilities']
    return found
