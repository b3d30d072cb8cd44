import os
from threading import Thread

import pytest

from mspn_plugin.inference.atomic_files import (
    atomic_file,
    is_full,
    write_atomically,
)


def test_a_file_is_whole_or_as_it_was(tmp_path):
    path = tmp_path / 'a'
    write_atomically(path, b'first')
    with pytest.raises(RuntimeError), atomic_file(path) as file:
        file.write(b'second')
        file.flush()
        assert path.read_bytes() == b'first'
        raise RuntimeError
    assert path.read_bytes() == b'first'
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_process_left_is_removed(tmp_path):
    path = tmp_path / 'a'
    if os.fork() == 0:
        with atomic_file(path) as file:
            file.write(b'half')
            file.flush()
            os._exit(0)
    os.wait()
    assert len(list(tmp_path.iterdir())) == 1 and not path.exists()
    write_atomically(path, b'whole')
    assert list(tmp_path.iterdir()) == [path]


def test_two_who_write_one_file_at_once_do_not_mix(tmp_path):
    """Threads of a process, and processes."""
    path = tmp_path / 'a'
    with atomic_file(path) as file:
        file.write(b'first')
        file.flush()
        thread = Thread(target=write_atomically, args=(path, b'thread'))
        thread.start()
        thread.join()
        assert path.read_bytes() == b'thread'
        if os.fork() == 0:
            write_atomically(path, b'process')
            os._exit(0)
        os.wait()
        assert path.read_bytes() == b'process'
    assert path.read_bytes() == b'first'
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_replaced_and_not_followed(tmp_path):
    original, link = tmp_path / 'original', tmp_path / 'link'
    original.write_bytes(b'mine')
    link.symlink_to(original)
    write_atomically(link, b'drawing')
    assert original.read_bytes() == b'mine' and not link.is_symlink()


def test_a_folder_by_that_name_is_an_error(tmp_path):
    (tmp_path / 'a').mkdir()
    with pytest.raises(OSError):
        write_atomically(tmp_path / 'a', b'x')
    assert [p.name for p in tmp_path.iterdir()] == ['a']


def test_a_full_disk_is_an_error_and_recognised(tmp_path):
    (tmp_path / 'a').symlink_to('/dev/full')
    with pytest.raises(OSError) as caught:
        write_atomically(tmp_path / 'a', b'x')
    assert is_full(caught.value)
    assert not is_full(PermissionError(13, 'no'))


def test_the_longest_name_is_written(tmp_path):
    path = tmp_path / ('é' * 125 + '.jpg')
    write_atomically(path, b'x')
    assert list(tmp_path.iterdir()) == [path]
