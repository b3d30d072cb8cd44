import cv2
import numpy as np
import pytest
import torch
from mmpose.codecs import MSRAHeatmap, UDPHeatmap
from mmpose.datasets.transforms import TopdownAffine
from mmpose.models.utils.tta import flip_heatmaps

from mspn_plugin.codecs import UnbiasedMultiStageHeatmap

SIZES = ((64, 96), (16, 24))


def codec(way, **kwargs):
    return UnbiasedMultiStageHeatmap(*SIZES, way=way, peak=1., **kwargs)


def keypoints():
    rng = np.random.default_rng(0)
    return rng.uniform((14, 14), (50, 82), (1, 8, 2))


@pytest.mark.parametrize('way, theirs', (
    ('dark', MSRAHeatmap(*SIZES, sigma=2, unbiased=True)),
    ('udp', UDPHeatmap(*SIZES, sigma=2))))
def test_targets_equal_mmposes_within_three_sigma(way, theirs):
    """OpenCV's sigma for 11 cells is 2; mmpose's targets end at 3 sigma."""
    points = keypoints()
    want = theirs.encode(points.astype(np.float32))['heatmaps']
    got = codec(way).batch_encode(torch.from_numpy(points), 11)[0].numpy()
    inside = want > 0
    assert inside.sum() > 500
    np.testing.assert_allclose(got[inside], want[inside], atol=1e-5)


@pytest.mark.parametrize('kernel', (5, 7, 9, 11, 15))
def test_the_sigma_of_a_kernel_is_opencvs(kernel):
    """The target at a cell's centre is cv2's kernel, with peak 1."""
    rows = codec('dark').batch_encode(torch.tensor([[[32., 48.]]]), kernel)
    want = cv2.getGaussianKernel(kernel, 0)[:, 0]
    half = min(kernel // 2, 7)
    middle = kernel // 2
    np.testing.assert_allclose(
        rows[0, 0, 12, 8 - half:8 + half + 1],
        (want / want.max())[middle - half:middle + half + 1],
        atol=.03 if kernel <= 9 else 1e-5)  # cv2 tabulates small kernels


@pytest.mark.parametrize('way', ('dark', 'udp'))
@pytest.mark.parametrize('kernel', (5, 7, 9))
def test_decoding_inverts_encoding(way, kernel):
    """To 0.05 cells; rounding would give errors of up to 0.5."""
    points = keypoints()
    coder = codec(way, blur_kernel_size=5)
    heatmaps = coder.batch_encode(torch.from_numpy(points), kernel)
    got, scores = coder.batch_decode(heatmaps)
    assert got.shape == (1, 1, 8, 2)
    size = np.array(coder.input_size)
    stretch = size / (size - 1) if way == 'udp' else 1  # see batch_decode
    assert abs(got[0, 0] - points[0] * stretch).max() < .2
    assert scores.min() > .8 and scores.max() <= 1


def test_scales():
    np.testing.assert_allclose(codec('dark').scale, (4, 4))
    np.testing.assert_allclose(codec('udp').scale, (63 / 15, 95 / 23))
    assert codec('udp').stride == 4


def test_the_peak_is_the_unit_of_heatmaps():
    coder = UnbiasedMultiStageHeatmap(*SIZES, way='dark')
    heatmaps = coder.batch_encode(torch.tensor([[[20., 40.]]]), 5)
    assert heatmaps.max() == 255 and heatmaps[0, 0, 10, 5] == 255
    assert coder.batch_decode(heatmaps)[1].item() == 1


def test_an_unknown_way_raises():
    with pytest.raises(ValueError, match="'simcc'.*dark.*udp"):
        codec('simcc')


def test_udp_decodes_as_mmposes_codec():
    """In both, the centre of the last cell is the picture's edge."""
    points = keypoints()
    heatmaps = codec('udp').batch_encode(torch.from_numpy(points), 11)[0]
    got, _ = codec('udp').decode(heatmaps.float().numpy())
    want, _ = UDPHeatmap(*SIZES, sigma=2).decode(
        heatmaps.float().numpy() / codec('udp').peak)
    np.testing.assert_allclose(got, want, atol=1e-4)
    size = np.array(SIZES[0])
    assert abs(got - points * size / (size - 1)).max() < .2


@pytest.mark.parametrize('way', ('dark', 'udp'))
def test_keypoints_survive_cropping_and_decoding(way):
    """Picture -> crop -> heatmaps -> keypoints -> picture, with mmpose."""
    points = np.array([[40., 40.], [86., 40.], [40., 118.], [84., 118.]])
    results = TopdownAffine((64, 96), use_udp=way == 'udp')(
        dict(
            img=np.zeros((150, 110, 3), np.uint8),
            bbox_center=np.array([[65., 80.]]),
            bbox_scale=np.array([[80., 120.]]),
            keypoints=points[None]))
    coder = codec(way, blur_kernel_size=5)
    heatmaps = coder.batch_encode(
        torch.from_numpy(results['transformed_keypoints']), 9)
    got, _ = coder.batch_decode(heatmaps)
    scale = results['bbox_scale'][0]
    back = got[0, 0] / coder.input_size * scale + [65., 80.] - scale / 2
    np.testing.assert_allclose(back, points, atol=.3)


@pytest.mark.parametrize('way, shift, tolerance', (('udp', False, .02),
                                                   ('dark', True, 1.1)))
def test_flipped_heatmaps_give_the_same_keypoints(way, shift, tolerance):
    """DARK needs the shift by one cell of mmpose's configs; an error of one
    pixel remains."""
    coder = codec(way, blur_kernel_size=5)
    points = torch.from_numpy(keypoints())
    width = SIZES[0][0]
    mirrored = points.clone()
    mirrored[..., 0] = width - 1 - points[..., 0]
    heatmaps = flip_heatmaps(
        coder.batch_encode(mirrored, 9),
        flip_indices=list(range(8)),
        shift_heatmap=shift)
    got, _ = coder.batch_decode(heatmaps)
    stretch = width / (width - 1) if way == 'udp' else 1
    assert abs((got[0, 0] / stretch - points[0].numpy()).mean(0)[0]
               ) < tolerance
