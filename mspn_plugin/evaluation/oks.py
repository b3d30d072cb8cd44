"""Object keypoint similarity (OKS) of single people."""

from typing import List

import numpy as np
from mmengine.dataset import BaseDataset, pseudo_collate
from mmengine.utils import track_iter_progress
from mmpose.evaluation.functional.nms import oks_iou
from mmpose.models import TopdownPoseEstimator

#: Area of a body relative to its box, if the data set gives no area.
BODY_OF_BOX = 0.53


def oks_of_people(network: TopdownPoseEstimator, dataset: BaseDataset,
                  count: int) -> np.ndarray:
    """Predict people one by one and compare them with their labels.

    Args:
        network: A network with loaded weights.
        dataset: A test set.
        count: Number of people, from the first.

    Returns:
        (count,) in 0..1; 0 for a person without a labelled keypoint.
    """
    scores = []
    for i in track_iter_progress(list(range(count))):
        info = dataset.get_data_info(i)
        result = network.test_step(pseudo_collate([dataset[i]]))[0]
        box = info['bbox'][0]
        area = info.get('area') or BODY_OF_BOX * np.prod(box[2:] - box[:2])
        visible = info['keypoints_visible'][0]
        person = np.c_[info['keypoints'][0], visible].ravel()
        guess = np.c_[result.pred_instances.keypoints[0], visible].ravel()
        scores.append(
            oks_iou(
                person,
                guess[None],
                area,
                np.array([area]),
                dataset.metainfo['sigmas'],
                vis_thr=0)[0])
    return np.array(scores)


def choose_people(scores: np.ndarray, sort: str, count: int) -> List[int]:
    """Indices of the people to show, in order.

    Args:
        scores: Scores of all people.
        sort: 'worst' or 'best' first, or 'even' for evenly spaced indices.
        count: Number of people.
    """
    order = np.argsort(scores, kind='stable')
    if sort == 'best':
        order = order[::-1]
    if sort == 'even':
        order = np.linspace(0, len(scores) - 1, min(count, len(scores)))
    return [int(i) for i in order[:count]]
