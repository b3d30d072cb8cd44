"""Expected calibration error, as a metric of a test."""

import logging
from typing import Dict, List, Sequence

import numpy as np
from mmengine.evaluator import BaseMetric
from mmengine.logging import print_log
from mmpose.registry import METRICS

from .calibration import expected_calibration_error, hidden_share
from .torso import within_torso


@METRICS.register_module()
class CalibrationError(BaseMetric):
    """Expected calibration error of the keypoints' probabilities.

    A keypoint is right if it lies within ``threshold`` of the torso, as in
    :class:`TorsoPCK`; so the data set must have its ends. ``hidden`` is the
    share of right keypoints with a probability below 0.5, which are drawn
    hollow, NaN if none is right. A network without a calibration gets no
    figure and one warning.

    Args:
        threshold: Share of the torso's length that a keypoint may be off.
        bins: Bins of the probabilities, see
            :func:`expected_calibration_error`.
    """

    default_prefix = 'calibration'

    def __init__(self, *, threshold: float = 0.2, bins: int = 15, **base):
        super().__init__(**base)
        self.threshold, self.bins = threshold, bins

    def process(self, data_batch: Sequence, data_samples: Sequence[dict]):
        names = list(self.dataset_meta['keypoint_name2id'])
        for sample in data_samples:
            truth, found = sample['gt_instances'], sample['pred_instances']
            if 'keypoint_probabilities' not in found:
                self.results.append(None)
                continue
            right, counts = within_torso(
                np.asarray(found['keypoints']), np.asarray(truth['keypoints']),
                np.asarray(truth['keypoints_visible']) > 0, names,
                threshold=self.threshold)
            self.results.append((
                np.asarray(found['keypoint_probabilities'])[counts],
                right[counts]))

    def compute_metrics(self, results: List) -> Dict[str, float]:
        found = [result for result in results if result is not None]
        if not found:
            print_log(
                'The weights have no calibration, so that there is no '
                'calibration error: python -m mspn_plugin.tools.calibrate '
                'CONFIG CHECKPOINT --out FILE adds one.',
                logger='current',
                level=logging.WARNING)
            return {}
        probabilities, right = map(np.concatenate, zip(*found))
        error = expected_calibration_error(
            probabilities, right, bins=self.bins)
        return {'ECE': error, 'hidden': hidden_share(probabilities, right)}
