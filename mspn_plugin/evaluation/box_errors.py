"""Errors as shares of the box: figures that small sets can be judged by."""

from typing import Dict, List, Sequence, Tuple

import numpy as np
from mmengine.evaluator import BaseMetric
from mmengine.logging import MMLogger
from mmpose.registry import METRICS


@METRICS.register_module()
class BoxErrors(BaseMetric):
    """PCK and median error, of all keypoints and of each.

    An error is relative to the longer side of the person's box. AP is 0 for
    a long time when few pictures are labelled; these are not.

    Args:
        threshold: A keypoint is correct up to this error; in [0, 1].
        base: Anything else :class:`mmengine.evaluator.BaseMetric` takes.

    Returned figures: ``box/PCK@0.1`` in percent, ``box/median error`` in
    percent of the box, and both by keypoint in the log; NaN without labels.
    """

    default_prefix = 'box'

    def __init__(self, *, threshold: float = 0.1, **base):
        super().__init__(**base)
        self.threshold = threshold

    def process(self, data_batch: Sequence[dict],
                data_samples: Sequence[dict]):
        """Collect the errors of a batch; NaN where there is no label."""
        for sample in data_samples:
            truth = sample['gt_instances']
            found = sample['pred_instances']['keypoints']
            boxes = np.asarray(truth['bboxes'])
            sides = (boxes[:, 2:] - boxes[:, :2]).max(1)
            errors = np.linalg.norm(
                np.asarray(found)[..., :2] - truth['keypoints'], axis=2)
            errors = errors / np.maximum(sides, 1)[:, None]
            errors[np.asarray(truth['keypoints_visible']).reshape(
                errors.shape) <= 0] = np.nan
            self.results.extend(errors)

    def compute_metrics(self, results: List[np.ndarray]) -> Dict[str, float]:
        """Figures over all labelled keypoints.

        Args:
            results: (K,) errors of each person.
        """
        errors = np.array(results)
        if len(errors) > 1:  # not for each person of --badcase
            self._log_keypoints(errors)
        pck, median = self._figures(errors)
        return {f'PCK@{self.threshold:g}': pck, 'median error': median}

    def _log_keypoints(self, errors: np.ndarray):
        names = self.dataset_meta['keypoint_id2name'].values()
        rows = '; '.join(
            '{} {:.1f} / {:.1f}'.format(name, *self._figures(e))
            for name, e in zip(names, errors.T))
        MMLogger.get_current_instance().info(
            f'PCK@{self.threshold:g} / median error, percent: {rows}')

    def _figures(self, errors: np.ndarray) -> Tuple[float, float]:
        known = errors[np.isfinite(errors)]
        if not len(known):
            return float('nan'), float('nan')
        return (100 * float((known <= self.threshold).mean()),
                100 * float(np.median(known)))
