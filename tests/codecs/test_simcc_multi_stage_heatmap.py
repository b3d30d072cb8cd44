import numpy as np
import torch
from mmpose.codecs import SimCCLabel
from mmpose.registry import KEYPOINT_CODECS

SIZE = (48, 64)


def codec(**options):
    return KEYPOINT_CODECS.build(
        dict(
            type='SimCCMultiStageHeatmap',
            input_size=SIZE,
            heatmap_size=(12, 16),
            **options))


def test_labels_are_mmposes(mmpose_in_float64):
    """Of every keypoint that the weights let through, the border too."""
    ours, theirs = codec(sigma=4.), SimCCLabel(SIZE, sigma=4.)
    keypoints = np.random.default_rng(0).uniform(-3, 66, (1, 60, 2))
    weights = ours.encode(keypoints)['keypoint_weights'][0]
    assert 10 < weights.sum() < 50
    want = theirs.encode(keypoints)
    found = ours.batch_encode_bins(torch.from_numpy(keypoints))
    seen = weights > 0
    for axis, got in zip('xy', found):
        np.testing.assert_allclose(
            got[0].numpy()[seen],
            want[f'keypoint_{axis}_labels'][0][seen],
            rtol=0, atol=1e-9)


def test_decoding_is_mmposes():
    ours, theirs = codec(), SimCCLabel(SIZE)
    logits = torch.randn(3, 5, 2 * (48 + 64))
    keypoints, scores = ours.batch_decode(logits)
    for i, (x, y) in enumerate(zip(*logits.split((96, 128), dim=2))):
        want, _ = theirs.decode(
            x.softmax(1).numpy(), y.softmax(1).numpy())
        assert np.array_equal(keypoints[i], want)
    assert keypoints.shape == (3, 1, 5, 2) and scores.shape == (3, 1, 5)


def test_there_and_back():
    """Half a pixel is a bin; a prediction that is the label scores 1."""
    ours = codec()
    keypoints = torch.tensor([[[20.5, 30.], [1.24, 62.9], [24., 24.26]]])
    logits = torch.cat(ours.batch_encode_bins(keypoints), dim=2).log()
    found, scores = ours.batch_decode(logits)
    assert found[0, 0].tolist() == [[20.5, 30.], [1., 63.], [24., 24.5]]
    assert scores[0, 0, 0] == 1.  # inside: the label sums to 1
    flat, zero = ours.batch_decode(torch.zeros(1, 3, 224))
    assert (zero < .16).all()  # 1 / 96 over 1 / (6 sqrt(2 pi))


def test_heatmaps_are_decoded_as_heatmaps():
    ours = codec()
    plain = KEYPOINT_CODECS.build(
        dict(type='MultiStageHeatmap', input_size=SIZE,
             heatmap_size=(12, 16)))
    heatmaps = torch.rand(2, 5, 16, 12)
    for got, want in zip(
            ours.batch_decode(heatmaps), plain.batch_decode(heatmaps)):
        assert np.array_equal(got, want)
