"""Many files: nothing is lost, nothing is destroyed, failures are said."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections import defaultdict
from itertools import count
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from mspn_plugin.engine.config import shipped_config
from mspn_plugin.inference import (
    Poser,
    file_poser,
    find_media,
    pose_files,
    source_batches,
)
from mspn_plugin.inference.drawings import is_drawing
from mspn_plugin.inference.video_frames import VideoFrames
from mspn_plugin.tools import pose as tool
from tests.conftest import ROOT
from tests.inference.malformed_files import write_video
from tests.inference.test_pictures import scene
from tests.inference.test_videos import draw, turn

RENDERED = ('mspn/quickstart.py', 'mspn/quickstart.pth')


@pytest.fixture(scope='module')
def poser() -> Poser:
    return Poser(*map(shipped_config, RENDERED), whole=True,
                 runtime='torch')


@pytest.fixture
def photos(tmp_path) -> Path:
    folder = tmp_path / 'photos'
    (folder / 'sub').mkdir(parents=True)
    for name in ('a.jpg', 'b.png', 'sub/a.jpg'):
        Image.fromarray(scene()).save(folder / name)
    return folder


@pytest.fixture
def run(poser, monkeypatch, capsys):
    """The tool: exit code, output and errors."""
    monkeypatch.setattr(tool, 'open_poser', lambda args: poser)

    def _run(*arguments):
        with pytest.raises(SystemExit) as end:
            tool.main([*map(str, arguments)])
        said = capsys.readouterr()
        return end.value.code, said.out, said.err

    return _run


def files(folder: Path) -> dict:
    return {str(p.relative_to(folder)): hashlib.md5(
        p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob('*')) if p.is_file()}


def posed(out: Path) -> dict:
    return json.loads((out / 'people.json').read_text())['pictures']


def test_out_inside_the_folder_is_never_posed(photos, run):
    before, out = files(photos), photos / 'out'
    for _ in range(2):
        code, said, _ = run(photos, '--out', out)
        assert code == 0 and '3 of 3 posed' in said
        after = files(photos)
        assert before.items() <= after.items()
        assert set(after) - set(before) == {
            f'out/{name}' for name in ('a.jpg', 'b.jpg', 'sub/a.jpg',
                                       'people.json', 'people.jsonl')}


def test_out_that_holds_the_pictures_is_refused(photos, run):
    before = files(photos)
    for given in (photos, photos / 'a.jpg', photos / 'sub'):
        code, _, error = run(given, '--out', photos)
        assert code == 2 and 'Choose another --out' in error
    assert files(photos) == before


def test_files_of_others_in_out_are_kept(photos, tmp_path, run):
    """Also one that is a hard link to a picture."""
    out = tmp_path / 'out'
    out.mkdir()
    os.link(photos / 'a.jpg', out / 'a.jpg')
    (out / 'b.jpg').write_text('mine')
    before = files(photos)
    assert run(photos, '--out', out)[0] == 0
    assert files(photos) == before
    assert (out / 'b.jpg').read_text() == 'mine'
    assert is_drawing(out / 'a_2.jpg') and is_drawing(out / 'b_2.jpg')


def test_what_cannot_be_written_has_failed(photos, tmp_path, run):
    write_video(photos / 'v.avi', scene(), 2)
    out = tmp_path / 'out'
    for name in ('a.jpg', 'v.mp4'):
        (out / name).mkdir(parents=True)
    code, said, error = run(photos, '--out', out)
    assert code == 1 and '2 of 4 posed' in said
    lines = [x for x in error.splitlines() if x.startswith('skipped: ')]
    assert len(lines) == 2 and 'a.jpg: ' in lines[0] and 'v.avi' in lines[1]
    assert {Path(name).name for name in posed(out)} == {'b.png', 'a.jpg'}
    assert str(photos / 'a.jpg') not in posed(out)


def test_nothing_to_pose_is_one_line(tmp_path, run):
    text = tmp_path / 'text.jpg'
    text.write_text('no')
    code, _, error = run(text, '--out', tmp_path / 'out')
    assert code == 2
    assert f'skipped: {text}: Not a readable picture' in error.strip()
    assert len(error.strip().splitlines()) == 1


@pytest.mark.parametrize('names', (
    ['a.jpg'], ['people.jsonl'], ['people.json'], ['a.jpg', 'people.json']))
def test_a_full_disk_is_one_message(photos, tmp_path, run, names):
    out = tmp_path / 'out'
    out.mkdir()
    for name in names:
        (out / name).symlink_to('/dev/full')
    code, _, error = run(photos, '--out', out)
    assert code == 2
    assert error.splitlines()[-1].startswith('error: [Errno 28] The disk of')
    assert error.count('Free some space') == 1


def test_large_pictures_are_not_in_memory_together(
        photos, tmp_path, run, poser, monkeypatch):
    pose, sizes = poser.pose, []

    def noted(sources):
        sizes.append(len(sources))
        return pose(sources)

    monkeypatch.setattr(poser, 'pose', noted)
    monkeypatch.setattr(source_batches, 'MAX_PIXELS', 2 * 60 * 80)
    assert run(photos, '--out', tmp_path / 'out')[0] == 0
    assert sizes == [2, 1]


@pytest.mark.parametrize('given, said', [
    ('rtsp://camera/1', 'There is no rtsp:/camera/1.'),
    ('0', 'There is no 0.'), ('-', 'There is no -.'),
    ('photos/*.jpg', 'There is no photos/*.jpg.'),
    ('photos/link.jpg', 'There is no photos/link.jpg.'),
    ('/dev/null', 'skipped: /dev/null: Not a readable picture')])
def test_what_is_no_file_is_one_line(
        photos, tmp_path, run, monkeypatch, given, said):
    """A camera's number, a pattern, a broken link."""
    monkeypatch.chdir(tmp_path)
    (photos / 'link.jpg').symlink_to('nowhere')
    code, _, error = run(given, '--out', 'out')
    assert code == 2 and len(error.splitlines()) == 1 and said in error


def test_other_files_of_a_folder_are_passed_over(photos, tmp_path, run):
    """A broken link; of a Macintosh, what is beside a picture."""
    (photos / 'link.jpg').symlink_to('nowhere')
    (photos / '._a.jpg').write_bytes(b'\0\5\x16\7')
    code, said, error = run(photos, '--out', tmp_path / 'out')
    assert code == 1 and '3 of 4 posed' in said
    assert len(error.splitlines()) == 1 and '._a.jpg: Not a read' in error
    code, _, error = run(photos, '--out', photos / 'a.jpg')
    assert code == 2 and len(error.splitlines()) == 1


def test_names_that_are_not_utf8(photos, tmp_path, run):
    folder = os.fsencode(photos)
    shutil.move(photos / 'a.jpg', folder + b'/caf\xe9.jpg')
    write_video(photos / 'v.avi', scene(), 2)
    shutil.move(photos / 'v.avi', folder + b'/v\xe9.avi')
    long = 'é' * 124 + '.jpg'
    shutil.copy(photos / 'b.png', photos / long)
    code, _, error = run(photos, '--out', tmp_path / 'out')
    assert code == 0, error
    names = {Path(name).name: people
             for name, people in posed(tmp_path / 'out').items()}
    assert set(names) == {'caf\\xe9.jpg', 'v\\xe9.avi', 'b.png', 'a.jpg',
                          long}
    assert len(names['v\\xe9.avi']) == 2
    for name in ('caf\\xe9.jpg', 'v\\xe9.mp4', long):
        assert is_drawing(tmp_path / 'out' / name)
    # strict JSON: no half of a surrogate pair
    (tmp_path / 'out/people.json').read_text().encode()
    assert '\\ud' not in (tmp_path / 'out/people.json').read_text()


def test_resuming_skips_what_is_done_and_only_that(photos, tmp_path, run):
    out = tmp_path / 'out'
    run(photos, '--out', out)
    before = files(out)
    stamp = (out / 'sub/a.jpg').stat().st_mtime_ns
    (out / 'b.jpg').unlink()  # its drawing is lost
    Image.fromarray(scene()[:, ::-1]).save(photos / 'a.jpg')  # another picture
    Image.fromarray(scene()).save(photos / 'new.jpg')
    code, said, _ = run(photos, '--out', out, '--resume')
    assert code == 0 and '4 of 4 posed' in said
    assert '3 pictures or frames' in said
    after = files(out)
    assert after['b.jpg'] == before['b.jpg']
    assert after['a.jpg'] != before['a.jpg']
    assert (out / 'sub/a.jpg').stat().st_mtime_ns == stamp
    assert len(posed(out)) == 4
    code, _, error = run(photos, '--out', out, '--resume', '--threshold', .5)
    assert code == 2 and 'thresholds' in error


def test_one_bad_picture_does_not_spoil_its_batch(photos, tmp_path, run):
    (photos / 'cut.jpg').write_bytes(
        (photos / 'a.jpg').read_bytes()[:500])
    code, said, error = run(photos, '--out', tmp_path / 'out')
    assert code == 1 and '3 of 4 posed' in said and 'cut.jpg' in error


def test_a_picture_that_fails_in_the_network_does_not_either(
        photos, tmp_path, run, poser, monkeypatch):
    detect = poser.topdown.detect

    def fails(picture):
        if picture.shape[0] == 59:
            raise RuntimeError('no such\npicture')
        return detect(picture)

    monkeypatch.setattr(poser.topdown, 'detect', fails)
    Image.fromarray(scene()[:59]).save(photos / 'c.png')
    code, said, error = run(photos, '--out', tmp_path / 'out')
    assert code == 1 and '3 of 4 posed' in said
    assert 'c.png: RuntimeError: no such picture' in error


def test_ctrl_c_keeps_what_is_there(photos, tmp_path, run, poser,
                                    monkeypatch):
    pose = poser.pose
    calls = []

    def interrupted(sources):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return pose(sources)

    monkeypatch.setattr(poser, 'pose', interrupted)
    monkeypatch.setattr(poser, 'batch_size', 1)
    code, _, error = run(photos, '--out', tmp_path / 'out')
    assert code == 130 and '--resume continues' in error
    assert len(posed(tmp_path / 'out')) == 1
    assert run(photos, '--out', tmp_path / 'out', '--resume')[0] == 0
    assert len(posed(tmp_path / 'out')) == 3 and len(calls) == 4


@pytest.fixture
def ctrl_c():
    """As in a terminal; a shell's background processes ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_signal_while_the_network_runs(photos, tmp_path, run, poser,
                                         monkeypatch, ctrl_c):
    """It comes to the main thread; another one computes."""
    pose, calls = poser.pose, []

    def interrupted(sources):
        calls.append(threading.current_thread())
        if len(calls) == 2:
            os.kill(os.getpid(), signal.SIGINT)
        return pose(sources)

    monkeypatch.setattr(poser, 'pose', interrupted)
    monkeypatch.setattr(poser, 'batch_size', 1)
    code, _, error = run(photos, '--out', tmp_path / 'out')
    assert code == 130 and '--resume continues' in error
    assert not any(thread.is_alive() for thread in calls)
    assert run(photos, '--out', tmp_path / 'out', '--resume')[0] == 0
    assert len(posed(tmp_path / 'out')) == 3


class Steps:
    """The steps of three pictures, noted when they begin.

    Args:
        waits: Step -> another one; it does not end before that has begun.
    """

    def __init__(self, monkeypatch, poser, waits):
        self.seen, self.waits = [], waits
        self.begun = defaultdict(threading.Event)
        monkeypatch.setattr(poser, 'batch_size', 1)
        monkeypatch.setattr(poser, 'pose', self.noted('pose', poser.pose))
        for name in 'read_picture', 'write_drawing':
            monkeypatch.setattr(file_poser, name, self.noted(
                name.split('_')[0], getattr(file_poser, name)))

    def noted(self, name, function):
        numbers = count(1)

        def work(*arguments):
            step = f'{name} {next(numbers)}'
            self.seen.append(step)
            self.begun[step].set()
            if step in self.waits:
                assert self.begun[self.waits[step]].wait(60), step
            return function(*arguments)

        return work


def test_reading_posing_and_drawing_overlap(photos, tmp_path, poser,
                                            monkeypatch):
    steps = Steps(monkeypatch, poser, {
        'write 1': 'pose 2', 'pose 2': 'read 3', 'read 3': 'write 1'})
    (tmp_path / 'out').mkdir()
    assert pose_files(poser, find_media([photos]), tmp_path / 'out') == 3
    assert len(steps.seen) == 9


def test_without_overlap_a_picture_is_finished_before_the_next(
        photos, tmp_path, poser, monkeypatch):
    steps = Steps(monkeypatch, poser, {})
    (tmp_path / 'out').mkdir()
    assert pose_files(poser, find_media([photos]), tmp_path / 'out',
                      overlap=False) == 3
    assert steps.seen == [f'{step} {i}' for i in (1, 2, 3)
                          for step in ('read', 'pose', 'write')]


@pytest.mark.parametrize('settings', (
    {}, dict(every=2), dict(smooth='savitzky-golay')))
def test_the_results_are_those_without_overlap(photos, tmp_path, poser,
                                               capsys, settings):
    """Of pictures, an unreadable one, and a video of more than a batch."""
    (photos / 'cut.jpg').write_bytes((photos / 'a.jpg').read_bytes()[:500])
    write_video(photos / 'v.avi', scene(), 19)
    found = []
    for overlap in (True, False):
        out = tmp_path / str(overlap)
        out.mkdir()
        assert pose_files(
            poser, find_media([photos]), out, folders=[photos],
            overlap=overlap, **settings) == 4
        assert 'skipped' in capsys.readouterr().err
        found.append(files(out))
    assert found[0] == found[1] and len(found[0]) == 6


def test_a_video_keeps_numbers_and_times(photos, tmp_path, run):
    write_video(photos / 'v.avi', scene(), 6)
    content = bytearray((photos / 'v.avi').read_bytes())
    start = content.find(b'\xff\xd8\xff', len(content) // 2)
    content[start:start + 400] = bytes(400)
    (photos / 'v.avi').write_bytes(content)
    code, _, error = run(photos / 'v.avi', '--out', tmp_path / 'out')
    assert code == 0 and '1 frames could not be read' in error
    whole = json.loads((tmp_path / 'out/people.json').read_text())
    frames = whole['pictures'][str(photos / 'v.avi')]
    record = whole['files'][str(photos / 'v.avi')]
    assert len(frames) == 6 and frames.count(None) == 1
    lost = frames.index(None)
    assert record['times'] == [
        None if i == lost else i / 10 for i in range(6)]
    assert (record['lost'], record['width'], record['height']) == (1, 80, 60)
    video = cv2.VideoCapture(str(tmp_path / 'out/v.mp4'))
    assert video.get(cv2.CAP_PROP_FRAME_COUNT) == 5


def test_a_turned_video_is_drawn_upright(tmp_path, run):
    """As a phone's that was held upright: 80x60 stored, 60x80 shown."""
    turn(draw(tmp_path / 'v.mp4', (0, .1)), (0, 1, -1, 0))
    assert run(tmp_path / 'v.mp4', '--out', tmp_path / 'out')[0] == 0
    whole = json.loads((tmp_path / 'out/people.json').read_text())
    record, = whole['files'].values()
    assert (record['width'], record['height']) == (60, 80)
    frames = list(VideoFrames(tmp_path / 'out/v.mp4'))
    assert [frame.picture.shape for frame in frames] == [(80, 60, 3)] * 2


@pytest.mark.parametrize('count, kills', [
    (24, 3), pytest.param(2000, 10, marks=pytest.mark.long)])
def test_killed_and_resumed_every_picture_is_there_once(
        tmp_path, count, kills):
    folder, out = tmp_path / 'photos', tmp_path / 'out'
    folder.mkdir()
    out.mkdir()
    chance = np.random.default_rng(0)
    for number in range(count):
        Image.fromarray(chance.integers(
            0, 256, (16, 12, 3), np.uint8)).save(folder / f'{number}.png')
    done = subprocess.run(
        [sys.executable, '-m', 'tests.inference.killed_runs', folder, out,
         str(kills)], cwd=ROOT, env={**os.environ, 'OMP_NUM_THREADS': '1'},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout[-2000:]
    lines = [json.loads(x)
             for x in (out / 'people.jsonl').read_text().splitlines()[1:]]
    paths = sorted(map(str, folder.iterdir()))
    assert sorted(x['path'] for x in lines) == paths
    assert sorted(posed(out)) == paths
    assert {p.name for p in out.iterdir()} == {
        'people.json', 'people.jsonl', *(f'{i}.jpg' for i in range(count))}
