import numpy as np
import pytest
import torch
from PIL import Image

from mspn_plugin.inference.pixels import to_bgr

BLUE = np.zeros((2, 3, 3), np.uint8)
BLUE[..., 0] = 200


def test_the_order_is_opencvs_and_pillows_is_converted():
    assert to_bgr(BLUE) is not None
    np.testing.assert_array_equal(to_bgr(BLUE), BLUE)
    np.testing.assert_array_equal(
        to_bgr(Image.fromarray(BLUE[..., ::-1].copy())), BLUE)


@pytest.mark.parametrize('grey', (
    np.full((2, 3), 7, np.uint8), np.full((2, 3, 1), 7, np.uint8)))
def test_grey_gets_three_channels(grey):
    np.testing.assert_array_equal(to_bgr(grey), np.full((2, 3, 3), 7))


def test_what_is_transparent_is_white():
    alpha = np.array([[255, 0, 51]] * 2, np.uint8)
    got = to_bgr(np.dstack([BLUE, alpha]))
    # a fifth of blue 200, four fifths of white
    assert got[0].tolist() == [[200, 0, 0], [255, 255, 255], [244, 204, 204]]


def test_sixteen_bits_are_scaled_and_bool_is_black_and_white():
    np.testing.assert_array_equal(to_bgr(BLUE.astype(np.uint16) * 257), BLUE)
    np.testing.assert_array_equal(
        to_bgr(np.eye(3, dtype=bool))[..., 0], np.eye(3) * 255)


@pytest.mark.parametrize('picture, reason', [
    (BLUE.astype(np.float32), 'float32 is no picture.*astype'),
    (BLUE.astype(np.int64), 'int64'),
    (np.zeros((3, 20, 30), np.uint8), r'shape \(3, 20, 30\)'),
    (np.zeros((4, 20, 30, 3), np.uint8), 'shape'),
    (np.zeros((0, 30, 3), np.uint8), 'shape'),
    (np.zeros((20, 30, 2), np.uint8), 'shape'),
    (np.zeros(5, np.uint8), 'shape'),
])
def test_what_is_no_picture_is_refused_with_the_reason(picture, reason):
    with pytest.raises(ValueError, match=reason):
        to_bgr(picture)


def test_the_array_may_be_a_view():
    flipped = torch.arange(24, dtype=torch.uint8).reshape(
        2, 4, 3).numpy()[::-1, ::-1]
    got = to_bgr(flipped)
    assert got.flags.c_contiguous
    np.testing.assert_array_equal(got, flipped)
