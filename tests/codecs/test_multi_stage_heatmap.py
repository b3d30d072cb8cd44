import cv2
import numpy as np
import pytest
import torch

from mspn_plugin.codecs import (
    MultiStageHeatmap,
    UnbiasedMultiStageHeatmap,
)


def codec(**kwargs) -> MultiStageHeatmap:
    return MultiStageHeatmap((20, 28), (5, 7), **kwargs)


def test_encode_returns_coordinates_and_masks_those_outside():
    keypoints = np.array([[[0, 0], [19.9, 27.9], [20, 5], [-5, 3], [8, 8]]])
    visible = np.array([[1, 1, 1, 1, 0]])
    encoded = codec().encode(keypoints, visible)
    assert encoded['keypoint_weights'].tolist() == [[1, 1, 0, 0, 0]]
    np.testing.assert_array_equal(encoded['keypoint_labels'],
                                  keypoints.astype(np.float32))
    assert codec().encode(keypoints)['keypoint_weights'][0, 4] == 1


def test_target_by_hand():
    """A Gaussian of kernel 3 is (1/4, 1/2, 1/4): neighbours are half."""
    target = codec().batch_encode(torch.tensor([[[9., 13.]]]), 3)[0, 0]
    want = torch.zeros(7, 5)
    want[2:5, 1:4] = 255 * torch.tensor([[.25, .5, .25], [.5, 1, .5],
                                         [.25, .5, .25]])
    assert torch.equal(target, want)
    assert codec(peak=1.).batch_encode(torch.tensor([[[9., 13.]]]),
                                       3).max() == 1


@pytest.mark.parametrize('kernel', (3, 5, 7, 9, 11, 15))
def test_targets_equal_blurred_pixels_border_included(kernel):
    """The reference is OpenCV's blur of a bright pixel, at every cell."""
    size = (12, 16)
    coder = MultiStageHeatmap((48, 64), size)
    cells = np.stack(np.meshgrid(*map(np.arange, size)), -1).reshape(-1, 2)
    got = coder.batch_encode(torch.from_numpy(cells)[None] * 4. + 1.9, kernel)
    for (x, y), target in zip(cells, got[0].numpy()):
        want = np.zeros(size[::-1], np.float64)
        want[y, x] = 1
        want = cv2.GaussianBlur(want, (kernel, kernel), 0)
        np.testing.assert_allclose(
            target, 255 * want / want[y, x], rtol=1e-6, atol=1e-4)


def test_decode_by_hand():
    heatmaps = torch.zeros(1, 4, 7, 5)
    heatmaps[0, 0, 3, 2] = 255  # one bright cell: its centre
    heatmaps[0, 1, 3, 2], heatmaps[0, 1, 3, 3] = 255, 100  # moved right
    heatmaps[0, 2, 0, 4] = 510  # a corner: no quarter, score at most 1
    keypoints, scores = codec(blur_kernel_size=1).batch_decode(heatmaps)
    assert keypoints.shape == (1, 1, 4, 2) and scores.shape == (1, 1, 4)
    assert keypoints[0, 0].tolist() == [[10, 14], [11, 14], [18, 2], [2, 2]]
    assert scores[0, 0].tolist() == [1, 1, 1, 0]


def test_single_decode_equals_batch_decode():
    heatmaps = np.random.default_rng(0).uniform(
        0, 255, (3, 17, 7, 5)).astype(np.float32)
    keypoints, scores = codec().batch_decode(torch.from_numpy(heatmaps))
    for heatmap, k, s in zip(heatmaps, keypoints, scores):
        got = codec().decode(heatmap)
        np.testing.assert_allclose(got[0], k)
        np.testing.assert_allclose(got[1], s)


def test_round_trip_stays_within_half_a_cell_and_the_quarter():
    coder = MultiStageHeatmap((192, 256), (48, 64))
    keypoints = 16 + torch.rand(8, 17, 2) * torch.tensor([160, 224])
    for kernel in (5, 15):
        decoded, scores = coder.batch_decode(
            coder.batch_encode(keypoints, kernel))
        assert np.abs(decoded[:, 0] - keypoints.numpy()).max() <= 3.0001
        assert scores.min() == 1


def test_half_precision_heatmaps_decode():
    heatmaps = codec().batch_encode(torch.tensor([[[9., 13.]]]), 5)
    keypoints, _ = codec().batch_decode(heatmaps.bfloat16())
    assert keypoints.tolist() == [[[[10, 14]]]]


@pytest.mark.parametrize('size', ((200, 150), (97, 65)))
def test_input_sizes_that_the_stride_does_not_divide(size):
    heatmap_size = tuple(-(-n // 4) for n in size)
    coder = MultiStageHeatmap(size, heatmap_size)
    corner = torch.tensor([[[size[0] - .01, size[1] - .01]]])
    target = coder.batch_encode(corner, 5)
    assert target[0, 0, -1, -1] == 255
    assert coder.stride == 4


@pytest.mark.parametrize('kind', (
    MultiStageHeatmap, UnbiasedMultiStageHeatmap))
def test_the_stride_defines_the_heatmap_size(kind):
    assert kind((97, 65)).heatmap_size == (25, 17)
    assert kind((97, 65), stride=8).heatmap_size == (13, 9)
    assert kind((97, 65), (13, 9), stride=8).stride == 8
    assert kind((97, 65), (13, 9)).stride == 8
    with pytest.raises(ValueError, match=r'\(13, 9\) is not.*stride of 4'):
        kind((97, 65), (13, 9), stride=4)


@pytest.mark.parametrize('args, kwargs, message', (
    (((192, 256), (64, 48)), {}, r'heatmap_size=\(64, 48\).*\(192, 256\)'),
    (((192, 256), (48, 48)), {}, 'heatmap_size'),
    (((192, 256), (48, 64)), dict(blur_kernel_size=4), 'odd.*4'),
))
def test_invalid_arguments_raise(args, kwargs, message):
    with pytest.raises(ValueError, match=message):
        MultiStageHeatmap(*args, **kwargs)


def test_heatmaps_of_another_size_raise():
    with pytest.raises(ValueError, match='5x7.*7x5'):
        codec().batch_decode(torch.zeros(1, 1, 5, 7))
    with pytest.raises(ValueError, match='odd'):
        codec().batch_encode(torch.zeros(1, 1, 2), 4)


def test_a_quarter_toward_the_second_highest_cell():
    """As in the paper (Sec. 4.2): also diagonal, and at the border."""
    heatmaps = torch.zeros(1, 4, 7, 5)
    heatmaps[0, 0, 2, 1], heatmaps[0, 0, 2, 4] = 9, 5
    heatmaps[0, 1, 1, 3], heatmaps[0, 1, 5, 0] = 9, 5  # 3 left, 4 down
    heatmaps[0, 2, 0, 0], heatmaps[0, 2, 0, 1] = 9, 5
    heatmaps[0, 3] = 1  # flat: the first two cells
    got, _ = codec(blur_kernel_size=1, toward='second').batch_decode(heatmaps)
    want = 4 * np.array([[1.75, 2.5], [3.35, 1.7], [.75, .5], [.75, .5]])
    np.testing.assert_allclose(got[0, 0], want, rtol=1e-6)
    mmposes, _ = codec(blur_kernel_size=1).batch_decode(heatmaps)
    np.testing.assert_allclose(mmposes[0, 0, 0], [4 * 1.5, 4 * 2.5])


def test_without_half_cell():
    heatmaps = torch.zeros(1, 1, 7, 5)
    heatmaps[0, 0, 2, 1], heatmaps[0, 0, 2, 2] = 9, 5
    got, _ = codec(blur_kernel_size=1, half_cell=False).batch_decode(heatmaps)
    np.testing.assert_allclose(got[0, 0, 0], [4 * 1.25, 4 * 2])


def test_an_unknown_direction_raises():
    with pytest.raises(ValueError, match="'third'.*neighbours.*second"):
        codec(toward='third')


def official_target(cell, size, kernel):
    """Target of the official code: a blurred bright cell / its maximum."""
    target = np.zeros(size[::-1], np.float64)
    target[cell[1], cell[0]] = 1
    target = cv2.GaussianBlur(target, (kernel, kernel), 0)
    return 255 * target / target.max()


@pytest.mark.parametrize('kernel', (5, 7, 9, 11, 15))
def test_official_targets_anywhere_in_the_picture(kernel):
    coder = MultiStageHeatmap((32, 48), normalise='maximum')
    places = torch.tensor([[x, y] for x in range(0, 32, 4)
                           for y in range(0, 48, 4)]).double()
    got = coder.batch_encode(places[None] + 1.5, kernel)[0]
    for place, target in zip((places / 4).long().tolist(), got):
        want = torch.from_numpy(official_target(place, (8, 12), kernel))
        assert (target - want).abs().max() < 1e-6 * 255
    own = MultiStageHeatmap((32, 48)).batch_encode(places[None], kernel)
    assert own.max() > 255.1 and got.max() < 255 + 1e-9


def test_official_keypoints_are_between_the_outer_pixels():
    x = [-3., -.1, 0., 31., 31.1, 33.]
    keypoints = np.array([[[v, 20.] for v in x]])
    cells = MultiStageHeatmap((32, 48)).encode(keypoints)
    pixels = MultiStageHeatmap((32, 48), inside='pixels').encode(keypoints)
    assert cells['keypoint_weights'].tolist() == [[1, 1, 1, 1, 1, 0]]
    assert pixels['keypoint_weights'].tolist() == [[0, 0, 1, 1, 0, 0]]


def test_official_scores_are_values_at_the_filtered_maximum():
    heatmaps = torch.zeros(1, 1, 12, 8)
    heatmaps[0, 0, 2:5, 2:5] = 100.  # highest after the filter
    heatmaps[0, 0, 9, 6] = 200.
    scores = [MultiStageHeatmap((32, 48), score=way).batch_decode(heatmaps)[1]
              for way in ('official', 'peak')]
    np.testing.assert_allclose(np.ravel(scores), [100 / 255 + .5, 200 / 255],
                               rtol=1e-6)


@pytest.mark.parametrize('name', ('toward', 'normalise', 'inside', 'score'))
def test_unknown_choices_are_named(name):
    with pytest.raises(ValueError, match=f"Unknown {name}='x'.*choose"):
        MultiStageHeatmap((32, 48), **{name: 'x'})
