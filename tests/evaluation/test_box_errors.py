"""Errors as shares of the box, by hand."""

import numpy as np
import pytest
from mmengine.config import Config
from mmengine.registry import HOOKS
from mmengine.structures import InstanceData
from mmpose.structures import PoseDataSample
from mmpose.visualization import PoseLocalVisualizer

from mspn_plugin.evaluation import BoxErrors
from tests.conftest import ROOT


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
    found = evaluate(sample([1, 2, 3], [0, 0, 0]))
    assert np.isnan(list(found.values())).all()


def test_badcase_of_the_shipped_runtime():
    """As `mim test --badcase` builds the hook."""
    PoseLocalVisualizer.get_instance('badcase')
    runtime = Config.fromfile(ROOT / 'configs/_base_/runtime.py')
    hook = HOOKS.build(dict(runtime.default_hooks.badcase, enable=True))
    for errors, bad in (([20, 20, 3], True), ([1, 20, 3], False)):
        found = sample(errors, [1, 1, 1])
        person = PoseDataSample(
            gt_instances=InstanceData(**found['gt_instances']),
            pred_instances=InstanceData(**found['pred_instances']))
        assert hook.check_badcase(None, person)[0] is bad
