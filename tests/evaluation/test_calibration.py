"""Calibrations fitted to keypoints, and their error."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mspn_plugin.evaluation import CalibrationError, calibration
from mspn_plugin.evaluation.calibration import (
    expected_calibration_error,
    fit_calibration,
    hidden_share,
)
from mspn_plugin.evaluation.torso import within_torso

NAMES = ('left_hip', 'right_shoulder', 'nose')


def test_groups_that_decrease_are_pooled():
    """Four groups of two: shares 0, 1, 1/2, 1; the middle ones are pooled."""
    scores = np.array([.1, .1, .3, .3, .5, .5, .9, .9])
    right = np.array([0, 0, 1, 1, 1, 0, 1, 1], bool)
    found = fit_calibration(scores, right, knots=4)
    np.testing.assert_allclose(found.scores, [.1, .3, .5, .9])
    np.testing.assert_allclose(found.probabilities, [0, .75, .75, 1])


def test_the_order_of_keypoints_does_not_matter():
    random = np.random.RandomState(0)
    scores = random.rand(300)
    right = random.rand(300) < scores
    order = random.permutation(300)
    one, other = (fit_calibration(s, r).to_meta() for s, r in (
        (scores, right), (scores[order], right[order])))
    assert one == other


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1,
                max_size=60))
def test_any_keypoints_have_a_calibration(pairs):
    scores, right = map(np.array, zip(*pairs))
    found = fit_calibration(scores, right)
    assert len(found.scores) <= calibration.KNOTS
    probabilities = found(scores)
    assert probabilities.min() >= 0 and probabilities.max() <= 1


def test_scores_that_are_not_finite_are_refused():
    with pytest.raises(ValueError, match='2 scores, of which 1 are finite'):
        fit_calibration(np.array([.1, np.nan]), np.array([True, False]))


def test_the_error_is_that_of_the_bins():
    """Bins of a half: (0.2, 0.4), none right, and (0.9, 0.7), one right."""
    probabilities = np.array([.2, .4, .9, .7])
    right = np.array([False, False, True, False])
    error = expected_calibration_error(probabilities, right, bins=2)
    assert error == pytest.approx(.5 * .3 + .5 * .3)
    assert expected_calibration_error(np.ones(3), np.ones(3)) == 0
    assert hidden_share(probabilities, np.array([1, 0, 1, 1], bool)) \
        == pytest.approx(1 / 3)
    assert np.isnan(hidden_share(probabilities, np.zeros(4, bool)))


def people():
    """A torso of 100 pixels: the nose may be off by 20."""
    true = np.array([[[0., 0], [100, 0], [50, 50]]] * 3)
    found = true.copy()
    found[:, 2, 0] += [20, 21, 0]
    visible = np.ones((3, 3), bool)
    visible[2, 0] = False
    return found, true, visible


def test_a_keypoint_is_right_within_a_fifth_of_the_torso():
    right, counts = within_torso(*people(), NAMES)
    assert right.tolist() == [[True] * 3, [True, True, False], [False] * 3]
    assert counts.tolist() == [[True] * 3, [True] * 3, [False] * 3]
    with pytest.raises(ValueError, match='no right_shoulder'):
        within_torso(*people(), ('left_hip', 'nose', 'neck'))


def measured(probabilities):
    metric = CalibrationError(bins=1)
    metric.dataset_meta = dict(
        keypoint_name2id={name: i for i, name in enumerate(NAMES)})
    for found, true, visible in zip(*people()):
        instances = dict(keypoints=found[None])
        if probabilities is not None:
            instances['keypoint_probabilities'] = np.array([probabilities])
        metric.process([], [dict(
            pred_instances=instances,
            gt_instances=dict(keypoints=true[None],
                              keypoints_visible=visible[None]))])
    return metric.evaluate(3)


def test_the_metric_counts_labelled_keypoints():
    """Five of six are right; their mean probability is 0.6."""
    found = measured([.8, .6, .4])
    assert found['calibration/ECE'] == pytest.approx(5 / 6 - .6)
    assert found['calibration/hidden'] == pytest.approx(1 / 5)


def test_without_a_calibration_there_is_no_figure(monkeypatch):
    said = []
    monkeypatch.setattr(
        'mspn_plugin.evaluation.calibration_metric.print_log',
        lambda text, **options: said.append(text))
    assert measured(None) == {}
    assert len(said) == 1 and 'tools.calibrate' in said[0]
