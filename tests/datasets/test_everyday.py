import numpy as np

from mspn_plugin.datasets import RandomLowResolution, RandomPictureEdge


def person():
    return dict(
        img=np.full((100, 80, 3), 200, np.uint8),
        bbox=np.array([[10., 20., 70., 90.]], np.float32),
        keypoints=np.array(
            [[[20, 30], [60, 30], [40, 50], [30, 60], [50, 60], [40, 85]]],
            np.float32),
        keypoints_visible=np.ones((1, 6), np.float32))


def test_beyond_the_edge_pixels_are_black_and_weights_0():
    step, cut = RandomPictureEdge(prob=1., keep=(.5, .9), least=1), set()
    for seed in range(40):
        np.random.seed(seed)
        after = step(person())
        box, black = after['bbox'][0], (after['img'] == 0).all(2)
        x, y = after['keypoints'][0].T.astype(int)
        assert np.array_equal(after['keypoints_visible'][0] == 0,
                              black[y, x])
        inside = (slice(int(box[1]) + 1, int(box[3]) - 1),
                  slice(int(box[0]) + 1, int(box[2]) - 1))
        assert not black[inside].any()
        sides = box != person()['bbox'][0]
        assert sides.sum() == 1
        cut.add(int(sides.argmax()))
        side = sides.argmax() % 2
        kept = (box[side + 2] - box[side]) / (60, 70)[side]
        assert 0.5 <= kept <= 0.9
    assert cut == {0, 1, 2, 3}


def test_with_too_few_keypoints_nothing_changes():
    np.random.seed(0)
    after = RandomPictureEdge(prob=1., keep=(.4, .5), least=6)(person())
    assert np.array_equal(after['img'], person()['img'])
    assert np.array_equal(after['bbox'], person()['bbox'])


def test_probability_0_changes_nothing():
    for step in (RandomPictureEdge(prob=0.), RandomLowResolution(prob=0.)):
        after = step(person())
        assert np.array_equal(after['img'], person()['img'])


def test_low_resolution_keeps_the_size_and_removes_detail():
    np.random.seed(0)
    checks = np.indices((64, 48)).sum(0) % 2 * 255
    picture = np.repeat(checks[..., None], 3, 2).astype(np.uint8)
    after = RandomLowResolution(prob=1.)(dict(img=picture))['img']
    assert after.shape == picture.shape
    assert after.std() < 0.5 * picture.std()
