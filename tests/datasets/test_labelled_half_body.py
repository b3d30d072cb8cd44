import numpy as np
import pytest

from mspn_plugin.datasets import LabelledHalfBody


@pytest.mark.parametrize('seen, whole', ((5, True), (8, True), (9, False)))
@pytest.mark.parametrize('visibility', (1, 2))
def test_more_than_eight_labelled_keypoints(seen, whole, visibility):
    """For both visibilities of labelled keypoints, 1 and 2."""
    np.random.seed(0)
    visible = np.zeros((1, 17), np.float32)
    visible[0, :seen] = visibility
    centre = np.array([[50., 50.]])
    results = dict(
        keypoints=np.arange(34.).reshape(1, 17, 2), keypoints_visible=visible,
        upper_body_ids=tuple(range(11)), lower_body_ids=tuple(range(11, 17)),
        bbox_center=centre, bbox_scale=np.array([[100., 100.]]))
    got = LabelledHalfBody(prob=1., min_upper_keypoints=1,
                           min_lower_keypoints=1)(results)
    assert (got['bbox_center'] == centre).all() == whole
    np.testing.assert_array_equal(got['keypoints_visible'], visible)
