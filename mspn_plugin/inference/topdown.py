"""Top-down poses: mmdet's detector, then a pose network."""

from pathlib import Path
from typing import List, Optional, Sequence, Union

import numpy as np
from mmdet.apis import inference_detector
from mmdet.utils import get_test_pipeline_cfg
from mmengine.dataset import Compose
from mmengine.registry import init_default_scope
from mmengine.structures import InstanceData
from mmpose.evaluation.functional import nms
from mmpose.structures import PoseDataSample, merge_data_samples
from torch import nn

from ..engine.network import init_network
from .batches import pose_boxes
from .detectors import open_detector
from .pictures import PictureError

MAX_ASPECT_RATIO = 100  # longer side of a picture / shorter side
DEFAULT_THRESHOLD = .3


class TopDown:
    """Poses of all people in a picture.

    If the detector finds nobody, the result is empty. mmpose's demos pose
    the whole picture in this case.

    Args:
        config: Config of the pose network.
        weights: Checkpoint of the pose network.
        ensemble: More checkpoints, whose heatmaps are averaged with it.
        detector: Config of an mmdet detector; None: the whole picture is the
            box of one person.
        detector_weights: Checkpoint or ONNX file of the detector.
        person_label: Index of the detector's class 'person'.
        box_threshold: Boxes with a lower score are ignored. None: the
            detector's own, ``box_threshold`` of its config, or 0.3; and if
            no box has this score, the best one is kept if it exceeds the
            config's ``lone_box_threshold``.
        nms_threshold: IoU above which the box of lower score is removed.
        device: Device of both networks.

    Raises:
        ForeignCheckpoint: The weights are for another network, or incomplete.
    """

    def __init__(self,
                 config: Union[str, Path],
                 weights: Union[str, Path],
                 *,
                 ensemble: Sequence[Union[str, Path]] = (),
                 detector: Optional[Union[str, Path]] = None,
                 detector_weights: Optional[Union[str, Path]] = None,
                 person_label: int = 0,
                 box_threshold: Optional[float] = None,
                 nms_threshold: float = 0.5,
                 device: str = 'cpu'):
        self.network = init_network(
            config, weights, ensemble=ensemble, device=device)
        self.detector = None
        if detector is not None:
            self.detector = open_detector(
                detector, detector_weights, device=device)
            # built once: it takes as long as the rest of a small detector
            self._prepare = _pipeline_of_arrays(self.detector)
        self.person_label = person_label
        self._set_thresholds(box_threshold)
        self.nms_threshold = nms_threshold

    def detect(self, picture: np.ndarray) -> np.ndarray:
        """Detect people's boxes (N, 5) in pixels: x1, y1, x2, y2, score.

        Args:
            picture: (H, W, 3) uint8, BGR.

        Raises:
            PictureError: The picture is too narrow to be scaled.
        """
        if self.detector is None:
            height, width = picture.shape[:2]
            return np.array([[0, 0, width, height, 1]], np.float32)
        _check_shape(picture)
        found = inference_detector(
            self.detector, picture, self._prepare).pred_instances
        found = found.cpu().numpy()
        wanted = (found.labels == self.person_label) & (
            found.scores > self.lone_box_threshold)
        boxes = np.c_[found.bboxes, found.scores][wanted]
        boxes = boxes[nms(boxes, self.nms_threshold)]  # the best one first
        above = boxes[:, 4] > self.box_threshold
        return boxes[above] if above.any() else boxes[:1]

    def __call__(self, picture: np.ndarray) -> PoseDataSample:
        """Pose all people of a picture; ``pred_instances`` may be empty.

        Args:
            picture: (H, W, 3) uint8, BGR.

        Raises:
            PictureError: See :meth:`detect`.
        """
        return self.pose(picture, self.detect(picture))

    def pose(self, picture: np.ndarray, boxes: np.ndarray) -> PoseDataSample:
        """Pose the people in the given boxes.

        Args:
            picture: (H, W, 3) uint8, BGR.
            boxes: (N, 5), as returned by :meth:`detect`.
        """
        return self.pose_pictures([picture], [boxes])[0]

    def pose_pictures(self, pictures: Sequence[np.ndarray],
                      boxes: Sequence[np.ndarray]) -> List[PoseDataSample]:
        """Pose the people in boxes of several pictures, in one batch.

        Args:
            pictures: (H, W, 3) uint8, BGR.
            boxes: (N, 5) of each picture, as returned by :meth:`detect`.
        """
        posed = pose_boxes(
            self.network, pictures, [found[:, :4] for found in boxes])
        samples = []
        for people, found in zip(posed, boxes):
            if people:
                sample = merge_data_samples(people)
                sample.pred_instances.bbox_scores = found[:, 4]
            else:
                sample = PoseDataSample(
                    pred_instances=self._empty_instances())
            samples.append(sample)
        return samples

    def network_inputs(self, picture: np.ndarray, box: np.ndarray) -> dict:
        """The pose network's ``inputs`` and ``data_samples`` of one person.

        Args:
            picture: (H, W, 3) uint8, BGR.
            box: (5,) or (4,): x1, y1, x2, y2.
        """
        init_default_scope('mmpose')
        pipeline = Compose(self.network.cfg.test_dataloader.dataset.pipeline)
        return pipeline(
            dict(
                img=picture,
                bbox=box[None, :4],
                bbox_score=np.ones(1, np.float32),
                **self.network.dataset_meta))

    def _set_thresholds(self, box_threshold: Optional[float]):
        own = dict(box_threshold=box_threshold)
        if box_threshold is None:
            own = {} if self.detector is None else self.detector.cfg
        self.box_threshold = own.get('box_threshold', DEFAULT_THRESHOLD)
        self.lone_box_threshold = min(
            self.box_threshold, own.get('lone_box_threshold', np.inf))

    def _empty_instances(self) -> InstanceData:
        keypoints = self.network.dataset_meta['num_keypoints']
        found = InstanceData(
            keypoints=np.zeros((0, keypoints, 2), np.float32),
            keypoint_scores=np.zeros((0, keypoints), np.float32),
            bboxes=np.zeros((0, 4), np.float32),
            bbox_scores=np.zeros(0, np.float32))
        if self.network.calibration is not None:
            found.keypoint_probabilities = found.keypoint_scores
        return found


def _pipeline_of_arrays(detector: nn.Module) -> Compose:
    """What ``inference_detector`` builds for each picture."""
    pipeline = get_test_pipeline_cfg(detector.cfg.copy())
    pipeline[0].type = 'mmdet.LoadImageFromNDArray'
    return Compose(pipeline)


def _check_shape(picture: np.ndarray):
    height, width = picture.shape[:2]
    if max(height, width) > MAX_ASPECT_RATIO * min(height, width):
        raise PictureError(f'A picture of {width}x{height} is too narrow: '
                           f'at most {MAX_ASPECT_RATIO}:1 is accepted.')
