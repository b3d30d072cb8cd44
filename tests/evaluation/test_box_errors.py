"""Errors as shares of the box, by hand."""

import numpy as np
import pytest

from mspn_plugin.evaluation import BoxErrors


def sample(errors, visible, box=(0, 0, 50, 100)) -> dict:
    truth = np.full((1, len(errors), 2), 30.)
    found = truth.copy()
    found[0, :, 0] += errors
    return dict(
        gt_instances=dict(
            bboxes=np.array([box], float), keypoints=truth,
            keypoints_visible=np.array([visible], float)),
        pred_instances=dict(keypoints=found))


def evaluate(*samples) -> dict:
    metric = BoxErrors()
    metric.dataset_meta = dict(keypoint_id2name={0: 'a', 1: 'b', 2: 'c'})
    metric.process([], samples)
    return metric.evaluate(len(samples))


def test_shares_of_the_longer_side_and_only_of_labels():
    found = evaluate(sample([5, 10, 999], [1, 1, 0]),
                     sample([30, 40, 20], [1, 1, 1], (0, 0, 200, 100)))
    # errors: 5, 10 of 100; 30, 40, 20 of 200
    assert found['box/PCK@0.1'] == pytest.approx(60)  # 5 %, 10 %, 10 %
    assert found['box/median error'] == pytest.approx(10)


def test_nothing_labelled_gives_no_figure():
    assert evaluate(sample([1, 2, 3], [0, 0, 0])) == {}
