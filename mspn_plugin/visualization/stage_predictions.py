"""Predictions of every stage for one person, beside the ground truth."""

from typing import List, NamedTuple, Optional

import numpy as np
import torch
from mmengine.dataset import pseudo_collate
from mmpose.models import TopdownPoseEstimator
from mmpose.structures import PoseDataSample
from torch import Tensor

from ..models.contracts import Heatmaps


class GroundTruth(NamedTuple):
    """Labels and targets of one person.

    Attributes:
        keypoints: (K, 2) in pixels of the crop.
        visible: (K,), whether each keypoint is labelled.
        targets: (K, h, w) of each stage, for its finest heatmaps.
        mined: (K,) of each stage, whether OHKM selects a keypoint.
    """
    keypoints: np.ndarray
    visible: np.ndarray
    targets: List[np.ndarray]
    mined: List[np.ndarray]


class StagePredictions(NamedTuple):
    """A crop of one person and the predictions of every stage.

    Attributes:
        picture: (H, W, 3) uint8, RGB.
        heatmaps: (K, h, w) of each stage, the finest.
        keypoints: (T, K, 2), decoded from them, in pixels of the crop.
        ground_truth: None if it is not known.
    """
    picture: np.ndarray
    heatmaps: List[np.ndarray]
    keypoints: np.ndarray
    ground_truth: Optional[GroundTruth]


@torch.no_grad()
def predict_stages(model: TopdownPoseEstimator, inputs: Tensor,
                   data_samples: PoseDataSample) -> StagePredictions:
    """Predict one person in evaluation mode; the mode is restored.

    Args:
        model: A network with this package's head, not deployed.
        inputs: (3, H, W), as the pipeline packs it.
        data_samples: The data sample of that person.
    """
    training = model.training
    model.eval()
    batch = model.data_preprocessor(
        pseudo_collate([dict(inputs=inputs, data_samples=data_samples)]))
    heatmaps = model.head.heatmaps(model.extract_feat(batch['inputs']))
    model.train(training)
    codec = model.head.decoder
    return StagePredictions(
        inputs.cpu().numpy().transpose(1, 2, 0)[..., ::-1],
        [row[0][0].float().cpu().numpy() for row in heatmaps],
        np.stack([codec.batch_decode(row[0])[0][0, 0] for row in heatmaps]),
        _ground_truth(model.head, heatmaps, data_samples))


def _ground_truth(head, heatmaps: Heatmaps,
                  sample: PoseDataSample) -> Optional[GroundTruth]:
    keypoints, visible = _keypoints_in_crop(sample)
    if keypoints is None:
        return None
    supervision, codec = head.loss_module, head.decoder
    device = heatmaps[0][0].device
    batch = torch.from_numpy(keypoints)[None].float().to(device)
    weights = torch.from_numpy(visible)[None].float().to(device)
    kernels = supervision.kernel_sizes(list(map(len, head.prediction_names)))
    targets = [codec.batch_encode(batch, row[0])[0] for row in kernels]
    mined = supervision.mined_keypoints(heatmaps, batch, weights,
                                        codec.batch_encode)
    return GroundTruth(
        keypoints, visible,
        [t.cpu().numpy() * visible[:, None, None]
         for t in targets], [p[0].cpu().numpy() for p in mined])


def _keypoints_in_crop(sample: PoseDataSample):
    """True keypoints (K, 2) in pixels of the crop, and which are labelled."""
    if 'keypoint_labels' in sample.get('gt_instance_labels', ()):  # training
        labels = sample.gt_instance_labels
        return (labels.keypoint_labels[0].cpu().numpy(),
                labels.keypoint_weights[0].cpu().numpy() > 0)
    meta, truth = sample.metainfo, sample.gt_instances
    if 'keypoints' not in truth:
        return None, None
    keypoints = (truth.keypoints[0] - meta['input_center'] +
                 .5 * meta['input_scale'])
    keypoints = keypoints / meta['input_scale'] * meta['input_size']
    return keypoints, truth.keypoints_visible[0] > 0
