import numpy as np
import pytest

from mspn_plugin.datasets import TeacherKeypoints
from mspn_plugin.datasets.people_metainfo import NAMES
from mspn_plugin.datasets.teacher_keypoints import correct_labels

N = NAMES.index
OPTIONS = dict(sides=True, blend=0.2, doubt=0.3, far=0.5)


def standing() -> np.ndarray:
    """A person with a torso of 100 pixels, facing the camera."""
    rows = dict(shoulder=100, elbow=150, wrist=190, hip=200, knee=290,
                ankle=380)
    points = np.zeros((19, 2))
    for part, y in rows.items():
        points[N(f'right_{part}')] = 40, y
        points[N(f'left_{part}')] = 60, y
    points[:5] = 50, 60
    points[17:] = (50, 90), (50, 30)
    return points


def labelled() -> np.ndarray:
    weights = np.ones(19)
    weights[:5] = 0  # LSP has no faces
    return weights


def test_face_keypoints_come_from_the_teacher():
    teacher, sure = standing()[:17] + 1, np.ones(17, bool)
    sure[0] = False
    points, weights = correct_labels(standing(), labelled(), teacher, sure,
                                     **OPTIONS)
    assert weights[0] == 0 and (weights[1:5] == 1).all()
    assert np.array_equal(points[1:5], teacher[1:5])


def test_near_labels_are_averaged_and_far_ones_get_a_lower_weight():
    teacher = standing()[:17]
    teacher[N('left_knee')] += 10, 0  # 0.1 torsos
    teacher[N('left_ankle')] += 60, 0  # 0.6
    teacher[N('left_hip')] += 30, 0  # 0.3: stays as it is
    points, weights = correct_labels(standing(), labelled(), teacher,
                                     np.ones(17, bool), **OPTIONS)
    assert np.array_equal(points[N('left_knee')], [65, 290])
    assert np.array_equal(points[N('left_ankle')], [60, 380])
    assert np.array_equal(points[N('left_hip')], [60, 200])
    assert weights[N('left_ankle')] == pytest.approx(0.3)
    assert weights[N('left_hip')] == weights[N('left_knee')] == 1


def test_low_scores_of_the_teacher_change_nothing():
    points, weights = correct_labels(standing(), labelled(), np.zeros((17, 2)),
                                     np.zeros(17, bool), **OPTIONS)
    assert np.array_equal(points, standing())
    assert np.array_equal(weights, labelled())


def test_exchanged_legs_are_corrected_and_arms_are_not():
    teacher = standing()[:17]
    wide = standing()
    for part in ('hip', 'knee', 'ankle'):
        left, right = N(f'left_{part}'), N(f'right_{part}')
        teacher[[left, right], 0] = 90, 10  # legs well apart
        wide[[left, right], 0] = 10, 90  # labels: the wrong way round
    points, _ = correct_labels(wide, labelled(), teacher, np.ones(17, bool),
                               sides=True, blend=0., doubt=1., far=9.)
    for part in ('hip', 'knee', 'ankle'):
        assert points[N(f'left_{part}'), 0] == 90
        assert points[N(f'right_{part}'), 0] == 10
    assert points[N('left_elbow'), 0] == 60
    kept, _ = correct_labels(wide, labelled(), teacher, np.ones(17, bool),
                             sides=False, blend=0., doubt=1., far=9.)
    assert np.array_equal(kept[5:], wide[5:])


def test_without_a_torso_only_faces_change():
    weights = labelled()
    weights[N('left_hip')] = 0
    teacher = standing()[:17] + 5
    points, after = correct_labels(standing(), weights, teacher,
                                   np.ones(17, bool), **OPTIONS)
    assert np.array_equal(points[5:], standing()[5:])
    assert np.array_equal(after[5:], weights[5:])


def test_the_row_is_the_number_in_the_pictures_name(tmp_path):
    found = np.zeros((3, 17, 3), np.float32)
    found[1] = np.c_[standing()[:17], np.ones(17)]
    np.savez(tmp_path / 'found.npz', some=found)
    step = TeacherKeypoints(str(tmp_path / 'found.npz'), array='some')
    after = step(
        dict(img_path='images/im0002.jpg', keypoints=standing()[None],
             keypoints_visible=labelled()[None]))
    assert (after['keypoints_visible'][0, :5] == 1).all()


def test_a_missing_file_is_named():
    with pytest.raises(FileNotFoundError, match='nowhere.npz'):
        TeacherKeypoints('nowhere.npz', array='some')
