import cv2
import numpy as np
import pytest
from PIL import Image

from mspn_plugin.inference import (
    PictureError,
    VideoFrames,
    find_media,
    is_video,
    read_picture,
)
from tests.inference.malformed_files import malformed_files


def scene() -> np.ndarray:
    """Smooth, and different in every corner and colour: (60, 80, 3), RGB."""
    y, x = np.mgrid[:60, :80]
    return np.stack([x * 3, y * 4, 255 - x - y], axis=2).astype(np.uint8)


@pytest.fixture(scope='module')
def odd(tmp_path_factory):
    return malformed_files(tmp_path_factory.mktemp('odd'), scene())


@pytest.mark.parametrize('name, tolerance', (
    ('good.png', 0), ('exif.jpg', 12), ('cmyk.jpg', 12), ('palette.gif', 40),
    ('whole.jpg', 12)))
def test_any_kind_is_the_picture_that_it_shows(odd, name, tolerance):
    got = read_picture(odd[name])
    assert got.dtype == np.uint8 and got.flags.c_contiguous
    want = scene()[..., ::-1].astype(int)
    assert got.shape == want.shape
    assert abs(got - want).max() <= tolerance


def test_grey_and_deep_pictures_keep_their_brightness(odd):
    grey = np.asarray(Image.fromarray(scene()).convert('L'))
    for name, want in (('grey.png', grey), ('deep.png', scene()[..., 0])):
        got = read_picture(odd[name]).astype(int)
        assert abs(got - want[..., None].astype(int)).max() <= 1, name


def test_what_is_transparent_is_white(odd):
    got = read_picture(odd['rgba.png'])
    assert (got[:, :40] == 255).all()
    np.testing.assert_array_equal(got[:, 40:], scene()[:, 40:, ::-1])


def test_ordinary_pictures_are_what_mmpose_loads(odd):
    np.testing.assert_array_equal(
        read_picture(odd['good.png']), cv2.imread(str(odd['good.png'])))


@pytest.mark.parametrize('name', ('cut.jpg', 'text.jpg', 'empty.png'))
def test_what_is_no_picture_is_one_line(odd, name):
    with pytest.raises(PictureError, match='^No picture that can') as caught:
        read_picture(odd[name])
    assert '\n' not in str(caught.value)


def test_too_many_pixels_are_refused(odd):
    with pytest.raises(PictureError, match='12000x1200.*10 million'):
        read_picture(odd['panorama.jpg'], max_pixels=10_000_000)


def test_a_missing_picture_is_missing(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_picture(tmp_path / 'none.jpg')


def test_find_takes_files_and_whole_folders(odd, tmp_path):
    (tmp_path / 'a' / 'b').mkdir(parents=True)
    for name in ('a/b/2.jpg', 'a/1.PNG', 'a/notes.txt', 'a/b/3.mp4'):
        (tmp_path / name).touch()
    found = find_media([tmp_path / 'a', odd['good.png']])
    assert [path.name for path in found] == [
        '1.PNG', '2.jpg', '3.mp4', 'good.png']
    assert [is_video(path) for path in found] == [False, False, True, False]


def test_find_names_what_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError, match='There is no .*none'):
        find_media([tmp_path / 'none'])
    with pytest.raises(FileNotFoundError, match='No picture or video is in'):
        find_media([tmp_path])


def test_frames_are_the_videos(odd):
    frames = VideoFrames(odd['video.avi'])
    assert len(frames) == 6 and frames.fps == 10
    got = list(frames)
    assert len(got) == 6 and frames.lost == 0
    assert abs(got[0].astype(int) - scene()[..., ::-1]).mean() < 6


def test_a_broken_frame_is_counted_and_the_rest_is_read(odd):
    frames = VideoFrames(odd['broken.avi'])
    assert len(list(frames)) + frames.lost == 6
    assert 1 <= frames.lost < 6


def test_what_is_no_video_is_one_line(odd):
    with pytest.raises(PictureError, match='^No video that can be read.$'):
        VideoFrames(odd['text.mp4'])


def test_a_video_that_does_not_count_its_frames_is_read_to_its_end(
        odd, monkeypatch):
    """As browsers record them."""
    monkeypatch.setattr(VideoFrames, '__len__', lambda self: 0)
    frames = VideoFrames(odd['video.avi'])
    assert len(list(frames)) == 6 and frames.lost == 0
