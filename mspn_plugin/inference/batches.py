"""Boxes of several pictures in one batch of the pose network."""

from typing import List, Sequence

import numpy as np
import torch
from mmengine.dataset import Compose, pseudo_collate
from mmengine.registry import DefaultScope
from mmpose.models import TopdownPoseEstimator
from mmpose.structures import PoseDataSample

MAX_BOXES = 32  # per batch, which limits the memory


def pose_boxes(network: TopdownPoseEstimator,
               pictures: Sequence[np.ndarray],
               boxes: Sequence[np.ndarray]) -> List[List[PoseDataSample]]:
    """mmpose's ``inference_topdown`` for several pictures.

    Args:
        network: A network with its config, in evaluation mode.
        pictures: (H, W, 3) uint8, BGR.
        boxes: (N, 4) of each picture: x1, y1, x2, y2.

    Returns:
        The people of each picture, in the order of their boxes.
    """
    with DefaultScope.overwrite_default_scope('mmpose'):
        pipeline = Compose(network.cfg.test_dataloader.dataset.pipeline)
        owners = [i for i, found in enumerate(boxes) for _ in found]
        inputs = (
            pipeline(
                dict(
                    img=picture,
                    bbox=box[None],
                    bbox_score=np.ones(1, np.float32),
                    **network.dataset_meta))
            for picture, found in zip(pictures, boxes) for box in found)
        people: List[List[PoseDataSample]] = [[] for _ in pictures]
        found = _predict(network, inputs)
        for owner, sample in zip(owners, found):
            people[owner].append(sample)
    return people


@torch.no_grad()
def _predict(network, inputs) -> List[PoseDataSample]:
    found, batch = [], []
    for sample in inputs:
        batch.append(sample)
        if len(batch) == MAX_BOXES:
            found += network.test_step(pseudo_collate(batch))
            batch = []
    return found + (network.test_step(pseudo_collate(batch)) if batch else [])
