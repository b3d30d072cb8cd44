"""Chunks by hand, and threads that take them together."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mspn_plugin.inference import chunks
from mspn_plugin.inference.chunks import (
    ChunkBar,
    free_files,
    take_chunks,
    taken_by,
    write_chunks,
)


def files(*names: str) -> dict:
    return {Path(name): f'{name}.drawn' for name in names}


def taken(folder: Path, name: str) -> list:
    return [[str(path) for path in chunk]
            for chunk in take_chunks(folder, name)]


@pytest.mark.parametrize('names, jobs, expected', (
    (('a.jpg', 'v.mp4', 'b.jpg', 'w.mp4', 'c.jpg'), 2,
     [['v.mp4'], ['w.mp4'], ['a.jpg', 'b.jpg'], ['c.jpg']]),
    (('a.jpg', ), 4, [['a.jpg']]), ((), 2, [])))
def test_videos_come_first_and_alone(tmp_path, names, jobs, expected):
    assert write_chunks(tmp_path, files(*names), jobs) == len(expected)
    assert free_files(tmp_path) == files(*(sum(expected, [])))
    assert taken(tmp_path, 'job') == expected
    assert taken(tmp_path, 'other') == []
    assert free_files(tmp_path) == {}
    assert list(taken_by(tmp_path, 'job').items()) == list(
        files(*(sum(expected, []))).items())


def test_sizes_by_hand(tmp_path, monkeypatch):
    """At most 32 pictures, and more if there would be too many chunks."""
    names = [f'{i:04}.jpg' for i in range(100)]
    for many, expected in (64, [32, 32, 32, 4]), (1, [50, 50]):
        monkeypatch.setattr(chunks, 'CHUNKS', many)
        folder = tmp_path / str(many)
        folder.mkdir()
        write_chunks(folder, files(*names), jobs=2)
        found = taken(folder, 'job')
        assert [len(chunk) for chunk in found] == expected
        assert sum(found, []) == names


def test_a_name_of_other_bytes_is_kept(tmp_path):
    name = b'/photos/\xff\n.jpg'.decode(errors='surrogateescape')
    write_chunks(tmp_path, files(name), jobs=1)
    assert taken(tmp_path, 'job') == [[name]]


def test_a_chunk_is_taken_once(tmp_path):
    """By eight that take them at the same time."""
    names = [f'{i:03}.mp4' for i in range(200)]
    write_chunks(tmp_path, files(*names), jobs=8)
    workers = [f'people.part-{i}.jsonl' for i in range(8)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda name: taken(tmp_path, name), workers))
    assert sorted(sum(sum(found, []), [])) == names
    for name, its in zip(workers, found):
        assert list(map(str, taken_by(tmp_path, name))) == sum(its, [])


def test_the_bar_counts_what_was_taken(tmp_path):
    write_chunks(tmp_path, files('a.mp4', 'b.mp4', 'c.mp4'), jobs=1)
    bar, taking = ChunkBar(tmp_path), take_chunks(tmp_path, 'job')
    for taken_so_far, more in (0, 1), (1, 2), (3, 0), (3, 0):
        bar.update()
        assert (bar.bar.completed, bar.bar.task_num) == (taken_so_far, 3)
        for _ in range(more):
            next(taking)
