"""Detectors, and the whole chain of detector and pose network.

    python projects/photographs/detectors.py --json OUT.json
    python projects/photographs/detectors.py --choose
    python projects/photographs/detectors.py --chain-only --json OUT.json \\
        --pose NAME CONFIG WEIGHTS

The first measures recall and boxes per picture on COCO val, LSP test, rendered
people and pictures without people, and the chains of detector and pose
network on COCO val. The second finds NanoDet's thresholds on training pictures
and on other pictures without people. The third only measures the chain of
other pose weights and updates OUT.json.
"""

import argparse
import json
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Dict, List

import chain
import cv2
import detection
import nobody
import numpy as np
from labelled_people import Person, coco_people
from mmengine.utils import track_iter_progress
from networks import plugin_network

from mspn_plugin.datasets.lsp_boxes import coco_boxes
from mspn_plugin.datasets.rendered_people import render_split
from mspn_plugin.engine.machine import machine_info
from mspn_plugin.inference import TopDown, default_pose, find_detector

ROOT = Path(__file__).parents[2] / 'configs'
LSP_POSE = (ROOT / 'mspn'
            / 'td-hm_2xmspn18-w24_1xb32-5e_lsp-extended-192x144.py',
            ROOT / 'mspn' / 'lsp.pth')
DETECTORS = ('nanodet', 'person')
THRESHOLDS = np.arange(.2, .61, .01).round(2).tolist()
OVERLAPS = (.3, .4, .5, .6)
#: On training pictures, 2.6 people each; COCO val's have a tenth more, and 3
#: boxes are wanted there.
MAX_BOXES = 2.75


def open_chain(detector: str) -> TopDown:
    """A chain of which only the detector is used."""
    config, weights = find_detector(detector)
    return TopDown(*LSP_POSE, detector=config, detector_weights=weights)


def coco(root: Path, name: str) -> List[List[Person]]:
    """The labelled people of every picture."""
    return chain.group(list(coco_people(
        root / 'annotations' / f'{name}.json', root / 'images')))


def choose_threshold(root: Path) -> Dict[str, float]:
    """NanoDet's, by the highest F1 score on training pictures.

    At most ``MAX_BOXES`` a picture.
    """
    poser = open_chain('nanodet')
    poser.box_threshold = poser.lone_box_threshold = .05
    poser.nms_threshold = 1.
    poser.detector.bbox_head.test_cfg.nms.iou_threshold = 1.
    pictures = coco(root / 'train2017', 'coco17_train')
    scenes = chain.detect(poser.detect, track_iter_progress(pictures))
    threshold, overlap = detection.choose(
        scenes, THRESHOLDS, OVERLAPS, max_boxes=MAX_BOXES)
    kept = [detection.Scene(detection.keep(s.found, threshold, overlap),
                            s.labelled) for s in scenes]
    return dict(threshold=threshold, overlap=overlap,
                **detection.measure(kept))


def choose_lone_threshold(lsp: Path, threshold: float) -> List[dict]:
    """Of the best box, if no box has a score above ``threshold``.

    For thresholds of 0.25 and more: recall on every fourth LSP training
    picture, and boxes in pictures without people that are not measured
    elsewhere. The lowest one without such a box is the config's.
    """
    poser = open_chain('nanodet')
    poser.box_threshold, poser.lone_box_threshold = threshold, .25
    people = coco_boxes(lsp, ['train'])
    people['images'] = people['images'][::4]
    scenes = scenes_of(people, lsp, poser.detect)
    empty = [poser.detect(picture) for kind in nobody.KINDS
             for picture in nobody.pictures(kind, 100, start=100)]
    rows = []
    for least in np.arange(.25, threshold + .01, .05).round(2).tolist():
        kept = [scene._replace(found=scene.found[scene.found[:, 4] > least])
                for scene in scenes]
        rows.append(dict(
            lone_threshold=least, **detection.measure(kept),
            false_boxes=sum(int((x[:, 4] > least).sum()) for x in empty)))
    return rows


def boxes_of(file: dict, folder: Path, detect: chain.Detector) -> dict:
    """Recall and boxes of pictures with annotations in COCO's form."""
    return detection.measure(scenes_of(file, folder, detect))


def scenes_of(file: dict, folder: Path,
              detect: chain.Detector) -> List[detection.Scene]:
    """Detected and labelled boxes of each picture of a COCO file."""
    scenes = []
    for image in track_iter_progress(file['images']):
        boxes = np.array([a['bbox'] for a in file['annotations']
                          if a['image_id'] == image['id']], float)
        boxes[:, 2:] += boxes[:, :2]
        scenes.append(detection.Scene(
            detect(cv2.imread(str(folder / image['file_name']))), boxes))
    return scenes


def elsewhere(detect: chain.Detector, lsp: Path) -> Dict[str, dict]:
    """LSP test, rendered people, and pictures without people."""
    found = dict(lsp=boxes_of(coco_boxes(lsp, ['test']), lsp, detect))
    with TemporaryDirectory() as folder:
        file = render_split(folder, 'test', 100, seed=77)
        found['rendered'] = boxes_of(
            json.loads(file.read_text()), Path(folder) / 'test', detect)
    for kind in nobody.KINDS:
        count = [len(detect(picture))
                 for picture in nobody.pictures(kind, 100)]
        found[kind] = dict(pictures=len(count), false_boxes=sum(count))
    return found


def milliseconds(detect: chain.Detector, pictures: list) -> float:
    """Median CPU time per picture, which other processes hardly affect."""
    times = []
    for people in pictures[:30]:
        start = time.process_time()
        detect(people[0].picture)
        times.append(1e3 * (time.process_time() - start))
    return round(statistics.median(times), 1)


def main():
    args = parse_args()
    if args.choose:
        best = choose_threshold(args.coco)
        lone = choose_lone_threshold(args.lsp, best['threshold'])
        print(json.dumps(dict(best, lone=lone), indent=1))
        return
    known = args.json is not None and args.json.exists()
    table = json.loads(args.json.read_text()) if known else {}
    if not args.chain_only:  # the machine of the timings
        table['machine'] = machine_info()
    pictures = coco(args.coco / 'val_dev', 'coco17_val_dev')
    poses = args.pose or [['lsp', *LSP_POSE], ['people', *default_pose()]]
    networks = {name: plugin_network(str(config), str(weights))
                for name, config, weights in poses}
    scenes = {}
    for name in args.detector or DETECTORS:
        poser = open_chain(name)
        scenes[name] = chain.detect(
            poser.detect, track_iter_progress(pictures))
        if not args.chain_only:
            table.setdefault('detectors', {})[name] = dict(
                threshold=poser.box_threshold,
                lone_threshold=poser.lone_box_threshold,
                milliseconds=milliseconds(poser.detect, pictures),
                coco=detection.measure(scenes[name]),
                **elsewhere(poser.detect, args.lsp))
    scenes['true_boxes'] = chain.true_scenes(pictures)
    for name, network in networks.items():
        table.setdefault('chain', {}).setdefault(name, {}).update({
            detector: chain.share(network, pictures, found)
            for detector, found in scenes.items()})
    print(json.dumps(table, indent=1))
    if args.json:
        args.json.write_text(json.dumps(table, indent=1) + '\n')


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--lsp', type=Path, default=Path('data/lsp'))
    parser.add_argument('--coco', type=Path, default=Path('data/coco_people'),
                        help='folder of train2017/ and val_dev/')
    parser.add_argument('--choose', action='store_true',
                        help='find the threshold on training pictures')
    parser.add_argument('--chain-only', action='store_true',
                        help='do not measure the detectors')
    parser.add_argument('--detector', action='append',
                        help='name of a detector (default: nanodet, person)')
    parser.add_argument('--pose', nargs=3, action='append',
                        metavar=('NAME', 'CONFIG', 'WEIGHTS'),
                        help='a pose network of the chain (default: the old '
                        'default, lsp, and the shipped one, people)')
    parser.add_argument('--json', type=Path, help='file of all figures')
    return parser.parse_args()


if __name__ == '__main__':
    main()
