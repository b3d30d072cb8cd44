"""PCK of the torso and OKS AP of one network."""

import contextlib
import io
from typing import Dict, Iterable, List

import numpy as np
from labelled_people import LIMB_JOINTS, Person
from mmengine.utils import track_iter_progress
from networks import Network
from xtcocotools.coco import COCO
from xtcocotools.cocoeval import COCOeval

from mspn_plugin.datasets.people_metainfo import NAMES

THRESHOLD = 0.2
TORSO = [NAMES.index(name) for name in ('left_hip', 'right_shoulder')]


def run(network: Network, people: List[Person]) -> List[tuple]:
    """Keypoints and scores of every person."""
    return [network(p.picture, p.box) for p in track_iter_progress(people)]


def pck(people: Iterable[Person], found: Iterable[tuple],
        names: Iterable[str]) -> Dict[str, float]:
    """Percentage of labelled joints within 0.2 of the torso, by joint.

    The torso is left hip to right shoulder; people without a labelled torso
    do not count. ``mean`` is over all joints that count.
    """
    columns = [NAMES.index(name) for name in names]
    right, counts = [], []
    for person, (points, _) in zip(people, found):
        a, b = person.keypoints[TORSO]
        torso = np.linalg.norm(a - b)
        labelled = person.visible[columns] & (
            person.visible[TORSO].all() and torso > 0)
        gaps = np.linalg.norm(
            points[columns] - person.keypoints[columns], axis=1)
        right.append((gaps <= THRESHOLD * torso) & labelled)
        counts.append(labelled)
    right, counts = np.array(right), np.array(counts)
    result = {
        part: 100 * right[:, _of(names, part)].sum() /
        counts[:, _of(names, part)].sum()
        for part in dict.fromkeys(name.split('_')[-1] for name in names)
    }
    result['mean'] = 100 * right.sum() / counts.sum()
    return {key: round(float(value), 1) for key, value in result.items()}


def _of(names: Iterable[str], part: str) -> List[int]:
    return [i for i, name in enumerate(names) if name.endswith(part)]


def average_precision(people: Iterable[Person], found: Iterable[tuple],
                      annotations: str) -> float:
    """OKS AP over COCO's 17 keypoints, in percent; true boxes score 1."""
    results = [
        dict(
            image_id=person.image_id,
            category_id=1,
            keypoints=np.c_[points[:17], np.ones(17)].ravel().tolist(),
            score=float(np.mean(scores[:17])))
        for person, (points, scores) in zip(people, found)
    ]
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO(annotations)
        evaluation = COCOeval(
            truth, truth.loadRes(results), 'keypoints',
            sigmas=np.array(SIGMAS))
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return round(100 * float(evaluation.stats[0]), 1)


SIGMAS = [
    .026, .025, .025, .035, .035, .079, .079, .072, .072, .062, .062, .107,
    .107, .087, .087, .089, .089
]
assert len(LIMB_JOINTS) == 12
