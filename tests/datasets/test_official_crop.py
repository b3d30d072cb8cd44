import numpy as np
import pytest

from mspn_plugin.datasets import OfficialCrop, UniformBBoxTransform


def person(labelled, visibility=1):
    """A body on the diagonal: keypoint i is at (i, 2 i)."""
    visible = np.zeros((1, 17), np.float32)
    visible[0, list(labelled)] = visibility
    keypoints = np.stack([np.arange(17.), 2 * np.arange(17.)], axis=1)
    return dict(
        keypoints=keypoints[None], keypoints_visible=visible,
        upper_body_ids=list(range(11)), lower_body_ids=list(range(11, 17)),
        bbox_center=np.array([[8., 16.]]), bbox_scale=np.array([[16., 32.]]))


def test_each_side_of_the_box_grows_by_its_own_uniform_part():
    np.random.seed(0)
    crop = OfficialCrop(prob=0.)
    factors = np.concatenate([
        crop(person(range(17)))['bbox_scale'] / (16, 32) for _ in range(2000)])
    assert (factors >= 1).all() and (factors <= (1.6, 1.8)).all()
    np.testing.assert_allclose(factors.mean(axis=0), (1.3, 1.4), atol=.02)
    np.testing.assert_allclose(
        factors.std(axis=0), np.array((.6, .8)) / 12**.5, atol=.01)
    assert abs(np.corrcoef(factors.T)[0, 1]) < .1


@pytest.mark.parametrize('labelled, boxes', [
    (range(17), {'upper', 'lower'}),
    (range(13), {'upper'}),            # no lower joint
    ((0, 1, 2, 13, 14, 15, 16), {'lower'}),  # three upper joints
    ((0, 1, 2, 13), {'few'}),  # neither has more than three: the upper three
    ((0, 1, 13, 14), {'whole'}),  # two upper joints
    ((0, 1, 2), {'whole'}),  # fewer than four in all
])
@pytest.mark.parametrize('visibility', (1, 2))
def test_half_bodies_as_in_the_official_code(labelled, boxes, visibility):
    """With the hips in the upper body, which mmpose has in the lower one."""
    np.random.seed(0)
    crop = OfficialCrop(
        prob=1., padding=None, half_padding=(0., 0.), upper=13)
    centres = dict(upper=6., lower=14.5, few=1., whole=8.)
    found = {float(crop(person(labelled, visibility))['bbox_center'][0, 0])
             for _ in range(50)}
    assert found == {centres[name] for name in boxes}


def test_the_upper_body_comes_in_69_of_100_times():
    """The data set's upper body, keypoints 0 to 10."""
    np.random.seed(0)
    crop = OfficialCrop(prob=1., padding=None, half_padding=(0., 0.))
    widths = [crop(person(range(17)))['bbox_scale'][0, 0]
              for _ in range(4000)]
    assert set(widths) == {10., 5.}
    assert widths.count(10.) / 4000 == pytest.approx(.6915, abs=.02)


def test_scales_and_angles_are_uniform():
    """mmpose's truncated normal has a standard deviation of 0.54, not 0.58."""
    np.random.seed(0)
    turn = UniformBBoxTransform(
        scale_factor=(.6, 1.), rotate_factor=45, rotate_prob=1., shift_prob=0.)
    found = [turn(person(range(17))) for _ in range(4000)]
    scales = np.array([x['bbox_scale'][0, 0] / 16 for x in found])
    angles = np.array([x['bbox_rotation'][0] for x in found])
    assert scales.min() >= .6 and scales.max() <= 1.0001
    assert scales.std() == pytest.approx(.4 / 12**.5, abs=.003)
    assert angles.std() == pytest.approx(90 / 12**.5, abs=.7)
