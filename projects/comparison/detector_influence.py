"""Accuracy of each stage on the boxes of detectors (MSPN, Table 6)."""

from typing import Dict, List, Optional

import cv2
import numpy as np
from mmdet.apis import inference_detector
from rich.progress import track
from testing_protocol import evaluate, pck

from mspn_plugin.inference.detectors import find_detector, open_detector


class BoxedPeople:
    """Samples of a data set with other boxes.

    Args:
        data: A data set with one person per picture.
        boxes: (4,) of each of its first people.
    """

    def __init__(self, data, boxes: List[np.ndarray]):
        self.data, self.boxes = data, boxes

    def __len__(self) -> int:
        return len(self.boxes)

    def __getitem__(self, index: int) -> dict:
        info = self.data.get_data_info(index)
        info['bbox'] = self.boxes[index][None].astype(np.float32)
        return self.data.pipeline(info)


def measure_detectors(models: list, data, detectors: List[str], people: int,
                      codec: dict) -> Dict[str, dict]:
    """PCK@0.2 of each stage, without a flip test, by source of the boxes.

    A detector's box is the one that overlaps the annotated one most. Without
    a box, all joints of the person are wrong.

    Args:
        models: Networks; their heatmaps are averaged.
        data: A data set with one person per picture.
        detectors: Names, as in ``mspn pose``.
        people: Number of people.
        codec: Config of the codec.
    """
    ways = {f'stage {s + 1}': (False, s, codec)
            for s in range(models[0].head.num_stages)}
    annotated = [data.get_data_info(i)['bbox'][0] for i in range(people)]
    found = {}
    for name in ('annotated', *detectors):
        boxes = annotated
        if name != 'annotated':
            detector = open_detector(*find_detector(name))
            boxes = [best_box(detector, data.get_data_info(i), box)
                     for i, box in enumerate(track(annotated, name))]
        filled = [a if b is None else b for a, b in zip(annotated, boxes)]
        errors = evaluate(models, BoxedPeople(data, filled), ways, 0)
        missed = np.array([box is None for box in boxes])
        for each in errors.values():
            each[missed] = np.where(np.isnan(each[missed]), np.nan, np.inf)
        found[name] = dict(
            missed=int(missed.sum()),
            **{stage: pck(each, .2) for stage, each in errors.items()})
    return found


def best_box(detector, info: dict, annotated: np.ndarray,
             threshold: float = .3) -> Optional[np.ndarray]:
    """The box (4,) of highest overlap with the annotated one, or None."""
    boxes = inference_detector(
        detector, cv2.imread(info['img_path'])).pred_instances.cpu().numpy()
    boxes = boxes.bboxes[(boxes.labels == 0) & (boxes.scores > threshold)]
    overlaps = [overlap(box, annotated) for box in boxes]
    return boxes[np.argmax(overlaps)] if max(overlaps, default=0) else None


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    """Intersection over union of two boxes x1, y1, x2, y2."""
    sides = np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])
    shared = sides.clip(min=0).prod()
    areas = (a[2:] - a[:2]).prod() + (b[2:] - b[:2]).prod()
    return float(shared / (areas - shared))
