"""Write example labels: five keypoints per person.

    python projects/training/label.py data/five_points

It renders people and writes what a labelling tool would export: a COCO file
with keypoints (x, y, v), num_keypoints, bbox and area.
"""

import argparse
import json
from pathlib import Path

from mspn_plugin.datasets.rendered_people import render_split

NAMES = ('nose', 'left_wrist', 'right_wrist', 'left_ankle', 'right_ankle')
PICTURES = dict(train=400, val=60)


def five_points(labels: dict) -> dict:
    """Content of a COCO file with only these five keypoints.

    Args:
        labels: Content of a COCO file with COCO's keypoints.
    """
    all_names = labels['categories'][0]['keypoints']
    kept = [all_names.index(name) for name in NAMES]
    for person in labels['annotations']:
        points = person['keypoints']
        points = [points[3 * i:3 * i + 3] for i in kept]
        person['keypoints'] = sum(points, [])
        person['num_keypoints'] = sum(v > 0 for _, _, v in points)
    labels['categories'] = [
        dict(id=1, name='person', keypoints=list(NAMES), skeleton=[])
    ]
    return labels


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('root', type=Path)
    parser.add_argument('--pictures', type=int, nargs=2, metavar='N',
                        default=list(PICTURES.values()),
                        help='pictures for training and for tests')
    args = parser.parse_args()
    for split, pictures in zip(PICTURES, args.pictures):
        render_split(args.root, split, pictures, seed=11)
        path = args.root / f'{split}.json'
        labels = five_points(json.loads(path.read_text()))
        path.write_text(json.dumps(labels))
        print(f'{path}: {len(labels["annotations"])} people in '
              f'{len(labels["images"])} pictures')


if __name__ == '__main__':
    main()
