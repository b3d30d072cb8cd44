import os
from pathlib import Path

import numpy as np
import pytest

from mspn_plugin.inference.drawings import is_drawing, write_drawing
from mspn_plugin.inference.media import find_media, is_video, printable


def touch(folder: Path, *names: str):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def test_files_and_whole_folders_are_found(tmp_path):
    touch(tmp_path, 'good.png', 'a/b/2.jpg', 'a/1.PNG', 'a/notes.txt',
          'a/b/3.mp4', 'a/b/4.AVIF')
    found = find_media([tmp_path / 'a', tmp_path / 'good.png',
                        tmp_path / 'a/1.PNG'])
    assert [path.name for path in found] == [
        '1.PNG', '2.jpg', '3.mp4', '4.AVIF', 'good.png']
    assert [is_video(path) for path in found] == [
        False, False, True, False, False]


@pytest.mark.parametrize('suffix', (
    'mp4', 'mov', 'MOV', 'mkv', 'webm', 'ts', 'mts', '3gp', 'm4v', 'ogv',
    'wmv', 'flv', 'avi'))
def test_every_container_is_a_video(suffix):
    assert is_video(f'a.{suffix}')


def test_typescript_is_no_video(tmp_path):
    (tmp_path / 'code.ts').write_text('export const a = 1;')
    (tmp_path / 'packets.ts').write_bytes(b'\x47' + bytes(187))
    (tmp_path / 'camera.mts').write_bytes(bytes(4) + b'\x47' + bytes(187))
    assert [path.name for path in find_media([tmp_path])] == [
        'camera.mts', 'packets.ts']


def test_what_is_not_there_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match='There is no .*none'):
        find_media([tmp_path / 'none'])
    with pytest.raises(FileNotFoundError, match='No picture or video is in'):
        find_media([tmp_path])


def test_drawings_are_not_found_again(tmp_path):
    """In OUT inside the folder, and in a copy of an OUT elsewhere in it."""
    touch(tmp_path, 'a.jpg', 'out/b.jpg')
    (tmp_path / 'old').mkdir()
    for name in ('c.jpg', 'd.png', 'e.webp'):
        write_drawing(tmp_path / 'old' / name, np.zeros((8, 8, 3), np.uint8))
    found = find_media([tmp_path], out=tmp_path / 'out', skip=is_drawing)
    assert found == [tmp_path / 'a.jpg']


@pytest.mark.parametrize('given', ('', 'a.jpg', 'sub', 'link/a.jpg'))
def test_inputs_in_the_folder_of_the_drawings_are_refused(tmp_path, given):
    out = tmp_path / 'photos'
    touch(out, 'a.jpg', 'sub/b.jpg')
    (tmp_path / 'link').symlink_to(out)
    path = tmp_path / given if given.startswith('link') else out / given
    with pytest.raises(ValueError, match='Choose another --out'):
        find_media([path], out=out)


def test_a_name_that_is_not_utf8_is_printed():
    assert printable(os.fsdecode(b'caf\xe9.jpg')) == 'caf\\xe9.jpg'
    assert printable('für/été.jpg') == 'für/été.jpg'
