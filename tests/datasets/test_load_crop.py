import cv2
import numpy as np
import pytest
from mmpose.datasets.transforms import GetBBoxCenterScale, TopdownAffine

from mspn_plugin.datasets import LoadCrop, load_crop


@pytest.fixture
def picture(tmp_path):
    """A smooth picture, so that resized crops can be compared."""
    y, x = np.mgrid[:400, :600] / 20
    colours = [np.sin(x), np.cos(y), np.sin(x + y)]
    path = tmp_path / 'picture.png'
    cv2.imwrite(str(path), (np.stack(colours, 2) * 100 + 128).astype('u1'))
    return path


def person(path, box):
    return dict(
        img_path=str(path), bbox=np.array([box], np.float32),
        bbox_score=np.ones(1, np.float32),
        keypoints=np.array([[[300., 200.], box[:2], box[2:]]], np.float32),
        keypoints_visible=np.ones((1, 3), np.float32))


def cropped(results):
    for step in (GetBBoxCenterScale(), TopdownAffine(input_size=(48, 64))):
        results = step(results)
    return results['img'].astype(float), results['transformed_keypoints']


@pytest.mark.parametrize('box', (
    [250, 150, 350, 250],  # no smaller than the input: not shrunk
    [100, 50, 500, 350],  # shrunk
    [10, 10, 590, 390],  # decoded at a quarter of the size
    [-40, 300, 200, 500],  # over the border
))
@pytest.mark.parametrize('cached', (False, True))
def test_crop_and_keypoints_equal_those_of_the_whole_picture(
        picture, tmp_path, box, cached):
    whole = person(picture, box)
    whole['img'] = cv2.imread(str(picture))
    whole['img_shape'] = whole['img'].shape[:2]
    expected, keypoints = cropped(whole)
    load = LoadCrop(pixels=80, cache=str(tmp_path / 'c') if cached else None)
    for _ in range(2):
        found, moved = cropped(load(person(picture, box)))
        assert abs(moved - keypoints).max() < 1e-3
        inside = (expected > 30).all(2)  # black outside
        assert np.median(abs(found - expected)[inside]) < 6
        assert abs(found - expected)[inside].mean() < 8


def test_the_crop_has_at_most_the_given_pixels(picture):
    loaded = LoadCrop(pixels=80, reach=2)(person(picture, [0, 0, 400, 300]))
    assert loaded['img'].shape == (160, 160, 3)
    assert loaded['img_shape'] == (160, 160)
    np.testing.assert_allclose(loaded['bbox'], [[40, 50, 120, 110]])


def test_a_cached_crop_is_read(picture, tmp_path, monkeypatch):
    load = LoadCrop(pixels=80, cache=str(tmp_path / 'c'))
    first = load(person(picture, [100, 50, 500, 350]))['img']
    with monkeypatch.context() as patch:
        patch.setattr(load_crop, '_read_crop', None)
        again = load(person(picture, [100, 50, 500, 350]))['img']
    assert abs(first.astype(int) - again).mean() < 3
    picture.unlink()
    with pytest.raises(FileNotFoundError, match='picture.png'):
        load(person(picture, [100, 50, 500, 350]))


def test_a_replaced_picture_is_read_again(picture, tmp_path):
    load = LoadCrop(pixels=80, cache=str(tmp_path / 'c'))
    load(person(picture, [100, 50, 500, 350]))
    cv2.imwrite(str(picture), np.zeros((400, 600, 3), np.uint8))
    assert load(person(picture, [100, 50, 500, 350]))['img'].max() == 0


def test_a_damaged_cached_crop_is_made_again(picture, tmp_path):
    load = LoadCrop(pixels=80, cache=str(tmp_path / 'c'))
    first = load(person(picture, [100, 50, 500, 350]))['img']
    file, = (tmp_path / 'c').iterdir()
    file.write_bytes(b'no picture')
    again = load(person(picture, [100, 50, 500, 350]))['img']
    assert (first == again).all()
    assert [p.suffix for p in (tmp_path / 'c').iterdir()] == ['.jpg']


def test_pixels_and_reach_below_1_raise():
    with pytest.raises(ValueError, match='reach'):
        LoadCrop(pixels=80, reach=.5)


def test_a_centre_and_a_scale_move_with_the_picture(picture):
    """MPII's annotations have both, and GetBBoxCenterScale uses them."""
    box = [100, 50, 500, 350]
    centre = dict(bbox_center=np.array([[300., 200.]], np.float32),
                  bbox_scale=np.array([[300., 400.]], np.float32))
    whole = dict(person(picture, box), **centre, img=cv2.imread(str(picture)))
    whole['img_shape'] = whole['img'].shape[:2]
    expected, keypoints = cropped(whole)
    found, moved = cropped(
        LoadCrop(pixels=80)(dict(person(picture, box), **centre)))
    assert abs(moved - keypoints).max() < 1e-3
    np.testing.assert_allclose(moved[0, 0], [24, 32], atol=1e-3)
    inside = (expected > 30).all(2)
    assert np.median(abs(found - expected)[inside]) < 6
