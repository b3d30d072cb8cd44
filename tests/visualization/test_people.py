"""Keypoints that are drawn full, hollow or not at all."""

import numpy as np
import pytest
from mmengine.structures import InstanceData
from mmpose.datasets.datasets.utils import parse_pose_metainfo
from mmpose.structures import PoseDataSample

from mspn_plugin.datasets.people_metainfo import METAINFO
from mspn_plugin.visualization import build_visualizer, draw_people

META = dict(METAINFO)


@pytest.fixture(scope='module')
def visualizer():
    return new_visualizer()


def new_visualizer():
    return build_visualizer(parse_pose_metainfo(META))


def people(scores, probabilities=None) -> PoseDataSample:
    """One person of 19 keypoints, 20 pixels apart."""
    points = np.array([[20 * (1 + i % 5), 20 * (1 + i // 5)]
                       for i in range(19)], np.float32)
    found = InstanceData(
        keypoints=points[None], bboxes=np.array([[0., 0, 1, 1]]),
        keypoint_scores=np.full((1, 19), scores, np.float32))
    found.keypoints_visible = found.keypoint_scores  # as mmpose does
    if probabilities is not None:
        found.keypoint_probabilities = np.full((1, 19), probabilities,
                                               np.float32)
    return PoseDataSample(pred_instances=found)


def centres_and_rings(visualizer, sample, threshold=None):
    """How many keypoints are drawn at their centre, and around it."""
    drawn = draw_people(visualizer, np.zeros((200, 800, 3), np.uint8), sample,
                        threshold, boxes=False)
    centre = ring = 0
    for x, y in sample.pred_instances.keypoints[0].astype(int):
        centre += drawn[y, x].any()
        ring += drawn[y - 5:y + 6, x - 5:x + 6].any()
    return centre, ring


def test_likely_keypoints_are_full_and_others_are_hollow(visualizer):
    """The score does not matter if there is a probability."""
    assert centres_and_rings(visualizer, people(.01, .6)) == (19, 19)
    assert centres_and_rings(visualizer, people(.99, .4)) == (0, 19)
    assert centres_and_rings(visualizer, people(.99, 0.)) == (0, 19)
    assert centres_and_rings(visualizer, people(.99, .4), .3) == (19, 19)


def test_without_probabilities_low_scores_are_not_drawn(visualizer):
    assert centres_and_rings(visualizer, people(.31)) == (19, 19)
    assert centres_and_rings(visualizer, people(.29)) == (0, 0)
    assert centres_and_rings(visualizer, people(.29), .2) == (19, 19)


def test_lines_are_as_wide_as_each_person_is_large(visualizer):
    """Two people of the same pose; the boxes have 90 and 720 pixels."""
    sample = people(.6, .6)
    found = InstanceData.cat([sample.pred_instances] * 2)
    found.keypoints = found.keypoints + np.array([[[0, 0]], [[200, 0]]], 'f4')
    found.bboxes = np.array([[0, 0, 90, 90], [0, 0, 720, 720.]])
    drawn = draw_people(
        visualizer, np.zeros((200, 400, 3), np.uint8),
        PoseDataSample(pred_instances=found), boxes=False).any(2)
    assert 2 * drawn[:, :180].sum() < drawn[:, 180:].sum()


def test_keypoints_outside_the_picture_do_no_harm(visualizer):
    sample = people(.5, .2)
    sample.pred_instances.keypoints -= 300
    drawn = draw_people(visualizer, np.zeros((50, 50, 3), np.uint8), sample,
                        boxes=False)
    assert not drawn.any()


def test_each_visualizer_keeps_its_own_picture():
    """So that each thread can have one. mmengine's registry would give one of
    a name to all."""
    first, second = new_visualizer(), new_visualizer()
    black, white = (np.full((200, 800, 3), x, np.uint8) for x in (0, 255))
    drawn = draw_people(first, black, people(.5))
    draw_people(second, white, people(.5))
    assert (first.get_image()[..., ::-1] == drawn).all()
