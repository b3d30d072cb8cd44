"""PCK of the torso and OKS AP of one network."""

import contextlib
import io
from typing import Dict, List, Sequence, Tuple

import numpy as np
from labelled_people import Person
from mmengine.utils import track_iter_progress
from networks import Network
from xtcocotools.coco import COCO
from xtcocotools.cocoeval import COCOeval

from mspn_plugin.datasets.lsp_metainfo import JOINT_NAMES
from mspn_plugin.datasets.people_metainfo import COCO_NAMES, METAINFO, NAMES
from mspn_plugin.evaluation import TorsoPCK

#: Keypoints (19, 2) in pixels and scores (19,) of each person.
Found = Sequence[Tuple[np.ndarray, np.ndarray]]


def run(network: Network, people: List[Person]) -> Found:
    """Predict keypoints and scores of every person."""
    return [network(p.picture, p.box) for p in track_iter_progress(people)]


def pck(people: Sequence[Person], found: Found,
        names: Sequence[str]) -> Dict[str, float]:
    """PCK@0.2 of the torso (``TorsoPCK``) over some of LSP's joints.

    Args:
        people: Labelled people.
        found: Predictions of a network, in the order of ``people``.
        names: Names of the joints.

    Returns:
        Percentages by joint (left and right together), and their ``mean``.
    """
    joints = [NAMES.index(name) for name in JOINT_NAMES]
    counts = np.isin(JOINT_NAMES, names)
    ends = np.isin(JOINT_NAMES, ('left_hip', 'right_shoulder'))
    if not counts[ends].all():
        raise ValueError('The ends of the torso must be among the joints.')
    scores = TorsoPCK().measure(
        np.stack([points[joints] for points, _ in found]),
        np.stack([person.keypoints[joints] for person in people]),
        np.stack([person.visible[joints] & counts for person in people]))
    return {
        key.partition('/')[2] or 'mean': round(value, 1)
        for key, value in scores.items() if not np.isnan(value)
    }


def average_precision(people: Sequence[Person], found: Found,
                      annotations: str) -> float:
    """OKS AP over COCO's 17 keypoints, in percent.

    A person's score is the mean of the keypoints' scores.
    """
    count = len(COCO_NAMES)
    results = [
        dict(
            image_id=person.image_id,
            category_id=1,
            keypoints=np.c_[points[:count],
                            np.ones(count)].ravel().tolist(),
            score=float(np.mean(scores[:count])))
        for person, (points, scores) in zip(people, found)
    ]
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO(str(annotations))
        evaluation = COCOeval(
            truth, truth.loadRes(results), 'keypoints',
            sigmas=np.array(METAINFO['sigmas'][:count]))
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return round(100 * float(evaluation.stats[0]), 1)
