"""Metrics of LSP: PCK relative to the torso, and PCP."""

from typing import Dict, List, Optional, Sequence

import numpy as np
from mmengine.evaluator import BaseMetric
from mmpose.registry import METRICS

from ..datasets.lsp_metainfo import JOINT_NAMES, LIMBS
from .torso import within_torso


class _JointMetric(BaseMetric):
    """Collects predicted and true joints in the picture's pixels.

    Only LSP's 14 joints are used. They are found by name, so that data set
    and network may have more keypoints, in any order.

    Args:
        threshold: Largest error relative to the length; None: the default of
            the class.
    """

    default_prefix = 'lsp'
    threshold: float

    def __init__(self, *, threshold: Optional[float] = None, **base):
        super().__init__(**base)
        if threshold is not None:
            self.threshold = threshold

    def process(self, data_batch: Sequence, data_samples: Sequence[dict]):
        joints = self._joints()
        for sample in data_samples:
            truth, found = sample['gt_instances'], sample['pred_instances']
            visible = _first_instance(truth['keypoints_visible'])
            self.results.append(
                dict(
                    predicted=_first_instance(found['keypoints'])[joints],
                    true=_first_instance(truth['keypoints'])[joints],
                    visible=visible[joints] > 0))

    def _joints(self) -> List[int]:
        """Indices of LSP's joints in the data set's keypoints."""
        if not self.dataset_meta:
            return list(range(len(JOINT_NAMES)))
        numbers = self.dataset_meta['keypoint_name2id']
        missing = [name for name in JOINT_NAMES if name not in numbers]
        if missing:
            raise ValueError(f'{type(self).__name__} needs the joints of LSP, '
                             f'the data set has no {missing[0]!r}.')
        return [numbers[name] for name in JOINT_NAMES]

    def compute_metrics(self, results: List[dict]) -> Dict[str, float]:
        return self.measure(
            *(np.stack([result[key] for result in results])
              for key in ('predicted', 'true', 'visible')))

    def measure(self, predicted: np.ndarray, true: np.ndarray,
                visible: np.ndarray) -> Dict[str, float]:
        """Arrays (N, 14, 2), (N, 14, 2) and (N, 14) -> percentages."""
        raise NotImplementedError


@METRICS.register_module()
class TorsoPCK(_JointMetric):
    """PCK relative to the torso: per joint (left and right), and the mean.

    A joint is correct if its error is at most ``threshold`` times the length
    of the true torso, left hip to right shoulder (Yang & Ramanan, PAMI 2013;
    LSP, person-centric). Unlabelled joints and people without a labelled
    torso are ignored.
    """

    threshold = 0.2

    def measure(self, predicted: np.ndarray, true: np.ndarray,
                visible: np.ndarray) -> Dict[str, float]:
        right, counts = within_torso(
            predicted, true, visible, JOINT_NAMES, threshold=self.threshold)
        name = f'PCK@{self.threshold}'
        scores = {}
        for joint in dict.fromkeys(n.split('_')[-1] for n in JOINT_NAMES):
            columns = [n.endswith(joint) for n in JOINT_NAMES]
            scores[f'{name}/{joint}'] = _percent(right[:, columns],
                                                 counts[:, columns])
        scores[name] = _percent(right, counts)
        return scores


@METRICS.register_module()
class PCP(_JointMetric):
    """Percentage of correct parts (strict): per limb, and the mean.

    A limb is correct if the error of both ends is at most ``threshold`` times
    its true length (Ferrari et al., CVPR 2008; both ends as in LSP's
    leaderboard). The mean is over the ten limbs.
    """

    threshold = 0.5

    def measure(self, predicted: np.ndarray, true: np.ndarray,
                visible: np.ndarray) -> Dict[str, float]:
        distance = np.linalg.norm(predicted - true, axis=2)
        scores, every = {}, []
        for limb, links in LIMBS.items():
            ends = np.array([[JOINT_NAMES.index(n) for n in link]
                             for link in links])
            a, b = ends.T
            length = np.linalg.norm(true[:, a] - true[:, b], axis=2)
            near = distance[:, ends] <= self.threshold * length[..., None]
            counts = visible[:, ends].all(2)
            right = near.all(2) & counts
            scores[f'PCP/{limb}'] = _percent(right, counts)
            every += [_percent(r, c) for r, c in zip(right.T, counts.T)]
        scores['PCP'] = float(np.nanmean(every))
        return scores


def _first_instance(instances) -> np.ndarray:
    array = instances.numpy() if hasattr(instances, 'numpy') else instances
    return np.asarray(array)[0]


def _percent(right: np.ndarray, counts: np.ndarray) -> float:
    """Percentage of correct ones; NaN if there are none."""
    return 100 * right.sum() / counts.sum() if counts.any() else float('nan')
