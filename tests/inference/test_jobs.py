"""Jobs: the same results as one process, also if jobs are killed."""

import contextlib
import json
import os
import signal
import threading
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from mspn_plugin.engine.config import shipped_config
from mspn_plugin.inference import (
    People,
    Poser,
    chunk_jobs,
    file_poser,
    jobs,
    pose_files,
    read_results,
)
from mspn_plugin.inference.chunk_jobs import Work, run_jobs
from mspn_plugin.inference.chunks import take_chunks, write_chunks
from mspn_plugin.inference.drawings import is_drawing
from mspn_plugin.inference.result_parts import merge_parts, start_part
from tests.inference.test_pictures import scene

RENDERED = ('mspn/quickstart.py', 'mspn/quickstart.pth')
NAMES = ('a.jpg', 'a.png', 'b.png', 'sub/a.jpg', 'sub/c.png')


class Killed(BaseException):
    """Ends a job of :class:`Here` as a signal ends a process."""


class Here:
    """An executor whose jobs run at once, in this process."""

    @contextlib.contextmanager
    def batch(self):
        yield

    def submit(self, work, *args, **kwargs):
        return Job(work, args, kwargs)


class Job:

    def __init__(self, work, args, kwargs):
        self.gone = self.returned = None
        try:
            self.returned = work(*args, **kwargs)
        except Killed as error:
            self.gone = error

    def exception(self):
        return self.gone

    def result(self):
        return self.returned

    def stderr(self):
        return 'loading\nskipped: x.jpg: cut off'

    def done(self):
        return True


def open_poser(kill=lambda path: None) -> Poser:
    """Calls ``kill`` with the path of a picture before it is posed."""
    poser = Poser(*map(shipped_config, RENDERED), whole=True,
                  runtime='torch', device='cpu')
    pose = poser.pose

    def posing(sources):
        for source in sources:
            kill(source.path)
        return pose(sources)

    poser.pose = posing
    return poser


def die_once(marker: Path, victim: Path, path: Path):
    if path == victim and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def photos(tmp_path) -> list:
    folder = tmp_path / 'photos'
    (folder / 'sub').mkdir(parents=True)
    (tmp_path / 'out').mkdir()
    for name in NAMES:
        Image.fromarray(scene()).save(folder / name)
    return [folder / name for name in NAMES]


@pytest.fixture
def here(monkeypatch):
    monkeypatch.setattr(jobs, '_executor', lambda *_: Here())


def content(out: Path) -> tuple:
    """Lines in their order, people.json, and the names of the files."""
    lines = (out / 'people.jsonl').read_text().splitlines()
    return lines, read_results(out / 'people.json'), sorted(
        str(p.relative_to(out)) for p in out.rglob('*') if p.is_file())


def test_processes_of_which_one_is_killed(photos, tmp_path):
    """``projects/topdown_demo/many_pictures.py`` does it with 10,000."""
    one, many = tmp_path / 'one', tmp_path / 'many'
    for out in (one, many):
        out.mkdir()
    folders = [photos[0].parent]
    pose_files(open_poser(), photos, one, folders=folders)
    done = jobs.pose_in_jobs(
        partial(open_poser, partial(
            die_once, tmp_path / 'marker', photos[len(photos) // 2])),
        photos, many, jobs=2, folders=folders)
    assert (tmp_path / 'marker').exists() and done == len(photos)
    assert content(many) == content(one)
    assert [json.loads(line)['path'] for line in content(many)[0][1:]
            ] == list(map(str, photos))


@pytest.mark.parametrize('step', ('read', 'posed', 'drawn'))
def test_a_picture_that_kills_every_job_takes_no_other_with_it(
        photos, tmp_path, here, capsys, monkeypatch, step):
    """Whatever the job does with it, and with others meanwhile."""
    def kill(path):
        if path.name == 'a.png':
            raise Killed

    def reading(path):
        kill(path)
        return read_picture(path)

    def drawing(people, **options):
        kill(people.path)
        return draw(people, **options)

    read_picture, draw = file_poser.read_picture, People.draw
    if step == 'read':
        monkeypatch.setattr(file_poser, 'read_picture', reading)
    elif step == 'drawn':
        monkeypatch.setattr(People, 'draw', drawing)
    done = jobs.pose_in_jobs(
        partial(open_poser, kill if step == 'posed' else lambda path: None),
        photos, tmp_path / 'out', jobs=1, formats=('json', 'parquet'))
    error = capsys.readouterr().err
    assert done == 4 and 'a.png: the jobs that posed it were killed' in error
    assert 'skipped: x.jpg: cut off' in error and 'loading' not in error
    expected = {str(path) for path in photos} - {str(photos[1])}
    for name in ('people.json', 'people.parquet'):
        assert set(read_results(tmp_path / 'out' / name)['pictures']
                   ) == expected


def test_a_killed_job_is_replaced_while_the_others_go_on(tmp_path):
    """The first job ends after the second has been replaced."""
    started = []

    class Running(Job):

        def __init__(self, work):
            self.gone, self.returned = len(started) == 1, None
            started.append(self)

        def exception(self):
            return Killed() if self.gone else None

        def done(self):
            return self is not started[0] or len(started) > 2

    def submit(works):
        if len(started) == 2:  # somebody takes what is left
            list(take_chunks(tmp_path, 'part'))
        return {Running(work): work._replace(part='part')
                for work in works}

    write_chunks(tmp_path, {tmp_path / 'a': 'a.jpg'}, jobs=2)
    assert run_jobs(submit, 2, tmp_path, tmp_path) == ({}, [])
    assert len(started) == 3


def log_of(paths) -> str:
    return '{"schema": "mspn_plugin.people/1"}\n' + ''.join(
        json.dumps(dict(path=str(path), people=[])) + '\n' for path in paths)


def test_a_result_on_this_machine_is_not_waited_for(tmp_path, monkeypatch):
    """submitit's ``exception`` waits 15 s for it; a job that ends at its time
    limit writes an error."""
    import submitit
    from submitit.core.utils import cloudpickle_dump
    job = submitit.LocalJob(tmp_path, '1')
    with monkeypatch.context() as patch:
        patch.setattr(submitit.LocalJob, 'exception', None)
        assert chunk_jobs._was_killed(job)
    for result, killed in (('success', None), False), (
            ('error', 'timed-out'), True):
        cloudpickle_dump(result, job.paths.result_pickle)
        assert chunk_jobs._was_killed(job) == killed


def names(files) -> str:
    return ''.join(map(str, files))


class Scripted:
    """Jobs that pose files of one letter, and are killed.

    Args:
        out: Folder of the results; one job takes the chunks in it.
        finished: The files that each job finishes before it is killed; later
            jobs end.
    """

    def __init__(self, out: Path, *finished: str):
        self.out, self.finished, self.seen = out, finished, []

    def submit(self, works):
        running = {}
        for number, work in enumerate(works, start=len(self.seen)):
            work = work._replace(part=f'part-{number}')
            taken = {path: drawing for chunk in take_chunks(
                self.out, work.part) for path, drawing in chunk.items()}
            self.seen.append((names({**work.files, **taken}),
                              names(work.alone), work.idle))
            job = Job(lambda: None, (), {})
            found = ''
            if number < len(self.finished):
                job.gone, found = Killed(), self.finished[number]
            (self.out / work.part).write_text(log_of(found))
            running[job] = work
        return running

    def run(self, files: str) -> str:
        """What was given up."""
        write_chunks(self.out, {Path(name): f'{name}.jpg' for name in files},
                     jobs=1)
        left, errors = run_jobs(self.submit, 1, self.out, self.out)
        assert errors == []
        return names(left)


@pytest.fixture
def done_by_record(monkeypatch):
    monkeypatch.setattr(chunk_jobs, 'IN_FLIGHT', 3)
    monkeypatch.setattr(chunk_jobs, 'is_done', lambda path, out, done:
                        str(path) in done)


def test_what_was_in_flight_comes_last_and_alone(tmp_path, done_by_record):
    """Ten files; jobs are killed after two, none, two, three and none."""
    jobs = Scripted(tmp_path, 'ab', '', 'ij', 'ecg', '')
    assert jobs.run('abcdefghij') == ''
    assert jobs.seen == [
        ('abcdefghij', '', 0), ('fghij', 'dec', 0), ('ij', 'decghf', 1),
        ('', 'ecghfd', 0), ('', 'fdh', 0), ('', 'dhf', 1)]


def test_unreadable_files_were_not_in_flight(tmp_path, done_by_record):
    """Of eight files a to d cannot be read, and f kills its job."""
    jobs = Scripted(tmp_path, 'e')
    assert jobs.run('abcdefgh') == ''
    assert jobs.seen == [('abcdefgh', '', 0), ('abcd', 'ghf', 0)]


def test_after_three_idle_jobs_the_rest_is_given_up(tmp_path, done_by_record):
    """That is what a job took; here the second file of two."""
    jobs = Scripted(tmp_path, 'a', '', '', '')
    assert jobs.run('ab') == 'b'
    assert [idle for *_, idle in jobs.seen] == [0, 0, 1, 2]


def test_jobs_that_are_killed_at_their_start_give_up_all(
        tmp_path, done_by_record, monkeypatch):
    monkeypatch.setattr('tests.inference.test_jobs.take_chunks',
                        lambda *_: [])
    jobs = Scripted(tmp_path, '', '', '')
    assert jobs.run('abc') == 'abc'
    assert [idle for *_, idle in jobs.seen] == [0, 1, 2]


def test_pictures_in_flight_are_posed_one_at_a_time(tmp_path, photos, here):
    """Each is finished before the next is posed, in the main thread. The
    others are posed in batches, in another one, also those of chunks."""
    found = []

    def opened():
        poser = open_poser()
        pose = poser.pose

        def noted(sources):
            found.append((len(sources), threading.current_thread()
                          is threading.main_thread()))
            return pose(sources)

        poser.pose = noted
        return poser

    out, files = tmp_path / 'out', [
        {path: f'{path.name}-{i}.jpg'} for i, path in enumerate(photos)]
    write_chunks(out, {**files[1], **files[2]}, jobs=2)
    assert chunk_jobs._pose_job(opened, Work(
        files[0], start_part(out, 0), {**files[3], **files[4]}), out, out
    ) is None
    assert found == [(3, False), (1, True), (1, True)]
    assert {path.name for path in out.glob('*.jpg')} == {
        name for file in files for name in file.values()}


def test_resuming_poses_what_is_left_and_checks_the_settings(
        photos, tmp_path, here):
    out, posed = tmp_path / 'out', []
    pose = partial(jobs.pose_in_jobs, partial(open_poser, posed.append),
                   photos, out, jobs=2, resume=True)
    jobs.pose_in_jobs(open_poser, photos[:3], out, jobs=2)
    (out / 'a.jpg').unlink()
    assert pose() == len(photos)
    assert sorted(posed) == [photos[0], *photos[3:]]
    assert all(map(is_drawing, out.rglob('*.jpg')))
    assert len(content(out)[0]) == 1 + len(photos)
    (out / 'a.jpg').unlink()
    with pytest.raises(ValueError, match='thresholds'):
        pose(threshold=.7)
    with pytest.raises(ValueError, match='1 or more'):
        pose(jobs=0)


@pytest.mark.parametrize('start', (
    b'', b'{"schema": "mspn_plugin.people/1", "keypoints"'))
def test_resuming_without_a_first_line_starts_anew(
        photos, tmp_path, here, start):
    out = tmp_path / 'out'
    (out / 'people.jsonl').write_bytes(start)
    pose = partial(jobs.pose_in_jobs, open_poser, photos[:2], out, jobs=2)
    assert pose(resume=True) == 2
    assert len(content(out)[0]) == 3


@pytest.mark.parametrize('cluster, options, named', (
    ('slurm', None, 'slurm jobs.*srun'), ('local', dict(gpus=1), 'gpus')))
def test_a_missing_cluster_and_an_unknown_option_are_named(
        tmp_path, monkeypatch, cluster, options, named):
    monkeypatch.setenv('PATH', '')
    with pytest.raises(ValueError, match=named):
        jobs.pose_in_jobs(open_poser, [tmp_path / 'a.jpg'], tmp_path, jobs=1,
                          cluster=cluster, options=options)


def test_parts_by_hand(tmp_path):
    """The last record counts; frames without an end are dropped."""
    head = '{"schema": "mspn_plugin.people/1"}\n'
    record = '{{"path": "{}", "people": [{}]}}\n'
    frame = '{{"path": "v.mp4", "frame": {}, "people": []}}\n'
    log = tmp_path / 'people.jsonl'
    log.write_text(head + record.format('a', 1) + record.format('old', 0))
    assert [start_part(tmp_path, i) for i in range(3)] == [
        f'people.part-{i}.jsonl' for i in range(3)]
    parts = sorted(tmp_path.glob('people.part-*'))
    assert [part.read_text() for part in parts] == [head] * 3
    parts[0].write_text(
        head + record.format('c', 3) + frame.format(0) + '{"pa')
    parts[1].write_text(
        head + record.format('a', 2) + frame.format(0) + frame.format(1)
        + '{"path": "v.mp4"}\n')
    parts[2].write_text('')
    merge_parts(tmp_path, [Path(name) for name in ('v.mp4', 'a', 'c')])
    assert log.read_text() == (
        head + record.format('old', 0) + frame.format(0) + frame.format(1)
        + '{"path": "v.mp4"}\n' + record.format('a', 2)
        + record.format('c', 3))
    assert not list(tmp_path.glob('people.part-*'))
