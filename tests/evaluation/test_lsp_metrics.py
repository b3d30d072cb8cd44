import numpy as np
import pytest

from mspn_plugin.datasets.lsp_metainfo import JOINT_NAMES, LIMBS
from mspn_plugin.evaluation import PCP, TorsoPCK

J = JOINT_NAMES.index


def person() -> np.ndarray:
    """A standing person; the torso is exactly 50 pixels long (30, 40)."""
    joints = dict(
        head_top=(50, 0), neck=(50, 20), right_shoulder=(40, 30),
        left_shoulder=(60, 30), right_elbow=(30, 50), left_elbow=(70, 50),
        right_wrist=(30, 70), left_wrist=(70, 70), right_hip=(45, 70),
        left_hip=(70, 70), right_knee=(45, 100), left_knee=(70, 100),
        right_ankle=(45, 130), left_ankle=(70, 130))
    return np.array([joints[name] for name in JOINT_NAMES], float)


def test_names_cover_the_ten_limbs():
    assert len(JOINT_NAMES) == 14
    assert sum(len(links) for links in LIMBS.values()) == 10


def test_pck_by_hand():
    true = np.stack([person(), person()])
    true[:, J('right_shoulder')] = true[:, J('left_hip')] - [30, 40]
    predicted = true.copy()
    predicted[0, J('left_ankle'), 0] += 10  # exactly 0.2 of 50: right
    predicted[1, J('left_ankle'), 0] += 10.01  # wrong
    predicted[:, J('neck'), 1] += 99  # wrong, but one has no label
    visible = np.ones((2, 14), bool)
    visible[1, J('neck')] = False
    scores = TorsoPCK().measure(predicted, true, visible)
    assert scores['PCK@0.2/ankle'] == 75
    assert scores['PCK@0.2/neck'] == 0
    assert scores['PCK@0.2/knee'] == 100
    assert scores['PCK@0.2'] == pytest.approx(100 * 25 / 27)


def test_people_without_a_torso_are_ignored():
    true = person()[None]
    visible = np.ones((1, 14), bool)
    visible[0, J('left_hip')] = False
    assert np.isnan(TorsoPCK().measure(true, true, visible)['PCK@0.2'])


def test_pcp_by_hand():
    true = person()[None]
    predicted = true.copy()
    # right lower leg is 30 long: 15 is right at one end, 16 is wrong
    predicted[0, J('right_ankle'), 0] += 15
    predicted[0, J('left_ankle'), 0] += 16
    scores = PCP().measure(predicted, true, np.ones((1, 14), bool))
    assert scores['PCP/lower_leg'] == 50
    assert scores['PCP/upper_leg'] == scores['PCP/head'] == 100
    assert scores['PCP'] == 90


def test_process_takes_mmposes_data_samples():
    metric = PCP()
    sample = dict(
        pred_instances=dict(keypoints=person()[None]),
        gt_instances=dict(
            keypoints=person()[None], keypoints_visible=np.ones((1, 14))))
    metric.process([], [sample])
    assert metric.evaluate(1)['lsp/PCP'] == 100


def test_joints_are_found_by_name_among_others():
    order = ['nose', *JOINT_NAMES[::-1]]
    points = np.zeros((1, 15, 2))
    points[0, 1:] = person()[::-1]
    sample = dict(
        pred_instances=dict(keypoints=points.copy()),
        gt_instances=dict(keypoints=points,
                          keypoints_visible=np.ones((1, 15))))
    sample['pred_instances']['keypoints'][0, order.index('neck')] += 99
    metric = TorsoPCK()
    metric.dataset_meta = dict(
        keypoint_name2id={name: i for i, name in enumerate(order)})
    metric.process([], [sample])
    scores = metric.compute_metrics(metric.results)
    assert scores['PCK@0.2/neck'] == 0 and scores['PCK@0.2/ankle'] == 100
    assert scores['PCK@0.2'] == pytest.approx(100 * 13 / 14)


def test_a_data_set_without_the_joints_raises():
    metric = TorsoPCK()
    metric.dataset_meta = dict(keypoint_name2id=dict(nose=0))
    with pytest.raises(ValueError, match="no 'right_ankle'"):
        metric.process([], [])
