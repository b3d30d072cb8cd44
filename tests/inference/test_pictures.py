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
def test_every_format_gives_the_same_picture(odd, name, tolerance):
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


def test_transparent_pixels_become_white(odd):
    got = read_picture(odd['rgba.png'])
    assert (got[:, :40] == 255).all()
    np.testing.assert_array_equal(got[:, 40:], scene()[:, 40:, ::-1])


def test_ordinary_pictures_equal_those_of_mmpose(odd):
    np.testing.assert_array_equal(
        read_picture(odd['good.png']), cv2.imread(str(odd['good.png'])))


@pytest.mark.parametrize('name', ('cut.jpg', 'text.jpg', 'empty.png'))
def test_an_unreadable_picture_raises_one_line(odd, name):
    with pytest.raises(PictureError, match='^Not a readable pic') as caught:
        read_picture(odd[name])
    assert '\n' not in str(caught.value)


def test_too_many_pixels_are_refused(odd):
    with pytest.raises(PictureError, match='12000x1200.*10 million'):
        read_picture(odd['panorama.jpg'], max_pixels=10_000_000)


def test_a_missing_picture_raises(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_picture(tmp_path / 'none.jpg')


def test_media_of_files_and_folders(odd, tmp_path):
    (tmp_path / 'a' / 'b').mkdir(parents=True)
    for name in ('a/b/2.jpg', 'a/1.PNG', 'a/notes.txt', 'a/b/3.mp4'):
        (tmp_path / name).touch()
    found = find_media([tmp_path / 'a', odd['good.png']])
    assert [path.name for path in found] == [
        '1.PNG', '2.jpg', '3.mp4', 'good.png']
    assert [is_video(path) for path in found] == [False, False, True, False]


def test_missing_paths_and_empty_folders_raise(tmp_path):
    with pytest.raises(FileNotFoundError, match='There is no .*none'):
        find_media([tmp_path / 'none'])
    with pytest.raises(FileNotFoundError, match='No picture or video is in'):
        find_media([tmp_path])


def test_frames_equal_those_of_the_video(odd):
    frames = VideoFrames(odd['video.avi'])
    assert len(frames) == 6 and frames.fps == 10
    got = list(frames)
    assert len(got) == 6 and frames.lost == 0
    assert abs(got[0].astype(int) - scene()[..., ::-1]).mean() < 6


def test_a_broken_frame_is_counted_and_the_rest_is_read(odd):
    frames = VideoFrames(odd['broken.avi'])
    assert len(list(frames)) + frames.lost == 6
    assert 1 <= frames.lost < 6


def test_an_unreadable_video_raises_one_line(odd):
    with pytest.raises(PictureError, match='^Not a readable video.$'):
        VideoFrames(odd['text.mp4'])


def test_a_video_without_a_frame_count_is_read_completely(
        odd, monkeypatch):
    """As in videos that browsers record."""
    monkeypatch.setattr(VideoFrames, '__len__', lambda self: 0)
    frames = VideoFrames(odd['video.avi'])
    assert len(list(frames)) == 6 and frames.lost == 0
