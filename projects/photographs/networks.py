"""Pose networks with one interface: a picture and a box -> keypoints."""

from pathlib import Path
from typing import Callable, Optional, Sequence, Tuple

import cv2
import numpy as np
import onnxruntime

from mspn_plugin.datasets.people_metainfo import COCO_NAMES, NAMES
from mspn_plugin.engine.deploy import truncate_stages
from mspn_plugin.inference.topdown import TopDown

#: The 19 keypoints (19, 2) in pixels and their scores (19,) of the person in
#: a box; NaN if a network does not predict a keypoint.
Network = Callable[[np.ndarray, np.ndarray], Tuple[np.ndarray, np.ndarray]]


def plugin_network(config: str, checkpoint: str, *,
                   stages: Optional[int] = None) -> Network:
    """A network of this package as in ``tools.pose``, without flip test.

    ``stages`` keeps the first stages alone.
    """
    poser = TopDown(config, checkpoint)
    if stages is not None:
        truncate_stages(poser.network, stages)
    poser.network.test_cfg['flip_test'] = False
    names = poser.network.dataset_meta['keypoint_name2id']

    def run(picture: np.ndarray, box: np.ndarray):
        found = poser.pose(picture, np.r_[box, 1.][None]).pred_instances
        return by_name(names, found.keypoints[0], found.keypoint_scores[0])

    return run


def by_name(names: Sequence[str], points: np.ndarray,
            scores: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """Keypoints of any order -> the 19; NaN for missing ones."""
    all_points = np.full((len(NAMES), 2), np.nan)
    all_scores = np.full(len(NAMES), np.nan)
    order = [NAMES.index(name) for name in names]
    all_points[order], all_scores[order] = points, scores
    return all_points, all_scores


class MoveNet:
    """MoveNet Lightning or Thunder on a square around the box.

    Args:
        path: Path of the ONNX file, see README.
        padding: Side of the square relative to the box's longer side.
    """

    def __init__(self, path: Path, *, padding: float = 1.25):
        self.session = single_thread_session(path)
        self.input = self.session.get_inputs()[0]
        self.size, self.padding = self.input.shape[1], padding

    def __call__(self, picture: np.ndarray, box: np.ndarray):
        centre = (box[:2] + box[2:]) / 2
        side = self.padding * max(box[2:] - box[:2])
        corner, scale = centre - side / 2, self.size / side
        crop = cv2.warpAffine(
            picture,
            np.array([[scale, 0, -corner[0] * scale],
                      [0, scale, -corner[1] * scale]]),
            (self.size, self.size),
            flags=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        found, = self.session.run(
            None, {self.input.name: crop[None, ..., ::-1].astype(np.int32)})
        y, x, score = found[0, 0].T
        return by_name(COCO_NAMES, np.c_[x, y] * side + corner, score)


def single_thread_session(path: Path) -> onnxruntime.InferenceSession:
    """ONNX Runtime on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        str(path), options, providers=['CPUExecutionProvider'])
