import os
import shutil
import struct
import zlib

import cv2
import numpy as np
import pytest
from PIL import Image

from mspn_plugin.inference import PictureError, read_picture
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


@pytest.mark.parametrize('name, values', (
    ('twelve.png', scene()[..., 0].astype(np.uint16) * 16),
    ('int32.tif', scene()[..., 0].astype(np.int32)),
    ('twelve.tif', scene().astype(np.uint16) * 16),
    ('sixteen.png', scene().astype(np.uint16) * 257),
    ('alpha.png', np.dstack([scene().astype(np.uint16) * 16,
                             np.full((60, 80), 65535, np.uint16)])),
))
def test_deep_pictures_are_not_black(tmp_path, name, values):
    """12 of 16 bits, 8 of 32: files do not say how many are used."""
    path = tmp_path / name
    if values.dtype == np.int32:
        Image.fromarray(values).save(path)
    else:
        if values.ndim == 3:
            values = values[..., [2, 1, 0, 3][:values.shape[2]]]
        cv2.imwrite(str(path), values)
    want = scene()[..., ::-1] if values.ndim == 3 else scene()[..., :1]
    assert abs(read_picture(path).astype(int) - want).max() <= 2


def test_a_deep_picture_is_rotated_as_its_exif_says(tmp_path):
    exif = Image.Exif()
    exif[274] = 6
    path = tmp_path / 'deep.png'
    path.write_bytes(_with_exif(
        cv2.imencode('.png', np.rot90(scene()[..., ::-1]).astype(
            np.uint16) * 257)[1].tobytes(), exif))
    assert abs(read_picture(path).astype(int) - scene()[..., ::-1]).max() < 2


def _with_exif(png: bytes, exif: Image.Exif) -> bytes:
    """A chunk of EXIF data behind the header, which is 33 bytes."""
    content = b'eXIf' + exif.tobytes()[6:]
    chunk = struct.pack('>I', len(content) - 4) + content + struct.pack(
        '>I', zlib.crc32(content))
    return png[:33] + chunk + png[33:]


def test_a_picture_may_be_an_open_file_of_any_name(odd, tmp_path):
    path = os.fsdecode(os.fsencode(tmp_path) + b'/caf\xe9.png')
    shutil.copy(odd['good.png'], path)
    with open(path, 'rb') as file:
        for source in (path, file):
            np.testing.assert_array_equal(
                read_picture(source), scene()[..., ::-1])
