"""Extract the COCO people that the network was trained on.

    python projects/photographs/coco_people.py data/coco data/coco_people

copies 244 pictures of train2017, those of ``coco_train_ids.txt``, and writes
their people into ``train2017/annotations/coco17_train.json``.
"""

import argparse
import json
import shutil
from pathlib import Path

IDS = Path(__file__).with_name('coco_train_ids.txt')


def subset(annotations: dict, ids: set) -> dict:
    """The part of a COCO file with the people of these pictures.

    People without a labelled keypoint and crowds are excluded.
    """
    return dict(
        images=[x for x in annotations['images'] if x['id'] in ids],
        annotations=[
            x for x in annotations['annotations']
            if x['image_id'] in ids and x['num_keypoints']
            and not x['iscrowd']
        ],
        categories=annotations['categories'])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('coco', type=Path, help='folder of COCO')
    parser.add_argument('target', type=Path)
    args = parser.parse_args()
    ids = set(map(int, IDS.read_text().split()))
    source = args.coco / 'annotations/person_keypoints_train2017.json'
    found = subset(json.loads(source.read_text()), ids)
    root = args.target / 'train2017'
    for folder in ('annotations', 'images'):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / 'annotations/coco17_train.json').write_text(json.dumps(found))
    for image in found['images']:
        shutil.copy(args.coco / 'train2017' / image['file_name'],
                    root / 'images')
    print(f'{len(found["images"])} pictures, {len(found["annotations"])} '
          'people')


if __name__ == '__main__':
    main()
