"""Half-written, damaged and unwritable checkpoints."""

import os
import resource
import subprocess
import sys
from contextlib import contextmanager

import pytest
import torch
from mmengine.runner import Runner, runner
from mmengine.runner.checkpoint import CheckpointLoader

from mspn_plugin.datasets.rendered_people import render_split
from mspn_plugin.host import DamagedCheckpoint, find_damage
from mspn_plugin.host.checkpoint_saving import (
    CheckpointNotSaved,
    NoWholeCheckpoint,
    find_latest_checkpoint,
    save_checkpoint,
)
from tests.engine.small_run import small_run


def save(folder, epoch: int):
    path = folder / f'epoch_{epoch}.pth'
    save_checkpoint(dict(weight=torch.full((500, ), float(epoch))), str(path))
    os.utime(path, (epoch, epoch))
    (folder / 'last_checkpoint').write_text(str(path))
    return path


def halve(path):
    path.write_bytes(path.read_bytes()[:path.stat().st_size // 2])


def flip_a_bit(path):
    content = bytearray(path.read_bytes())
    # the weights are the repeated 3.0
    content[content.find(torch.full((9, ), 3.).numpy().tobytes()) + 4] ^= 1
    path.write_bytes(content)


def empty(path):
    path.write_bytes(b'')


def text(path):
    path.write_text('<html>404 Not Found</html>')


DAMAGES = pytest.mark.parametrize('harm', (halve, flip_a_bit, empty, text))


@DAMAGES
def test_resume_takes_the_newest_whole_one(tmp_path, harm):
    older, newer, newest = (save(tmp_path, epoch) for epoch in (1, 2, 3))
    assert find_latest_checkpoint(str(tmp_path)) == str(newest)
    harm(newest)
    assert find_damage(newest) and find_damage(newer) is None
    assert find_latest_checkpoint(str(tmp_path)) == str(newer)
    newer.unlink()  # the stock hook removes old checkpoints
    assert find_latest_checkpoint(str(tmp_path)) == str(older)
    empty(older)
    with pytest.raises(NoWholeCheckpoint, match='All 2 checkpoints'):
        find_latest_checkpoint(str(tmp_path))


@DAMAGES
def test_a_damaged_file_is_named_when_it_is_loaded(tmp_path, harm):
    path = save(tmp_path, 3)
    harm(path)
    with pytest.raises(DamagedCheckpoint, match='epoch_3.pth'):
        CheckpointLoader.load_checkpoint(str(path), map_location='cpu')


def test_the_runner_uses_the_replaced_functions():
    assert runner.find_latest_checkpoint is find_latest_checkpoint
    assert runner.save_checkpoint is save_checkpoint


def test_no_pointer_and_no_checkpoint(tmp_path):
    assert find_latest_checkpoint(str(tmp_path)) is None
    save(tmp_path, 1)
    (tmp_path / 'last_checkpoint').write_text('')  # killed while writing it
    assert find_latest_checkpoint(str(tmp_path)).endswith('epoch_1.pth')


def test_checkpoints_in_other_folders_are_found(tmp_path):
    elsewhere = tmp_path / 'elsewhere'
    elsewhere.mkdir()
    path = save(elsewhere, 4)
    work = tmp_path / 'work'
    work.mkdir()
    (work / 'last_checkpoint').write_text(str(path))
    assert find_latest_checkpoint(str(work)) == str(path)


def test_a_kill_while_writing_keeps_the_previous_checkpoint(tmp_path):
    """The file gets its name after it was written."""
    save(tmp_path, 1)
    code = f"""
import os, torch
from mmengine.fileio import LocalBackend
from mspn_plugin.host.checkpoint_saving import save_checkpoint
def half(self, content, path):
    open(path, 'wb').write(content[:len(content) // 2])
    os.kill(os.getpid(), 9)
LocalBackend.put = half
save_checkpoint(dict(weight=torch.ones(500)), '{tmp_path}/epoch_2.pth')
"""
    done = subprocess.run([sys.executable, '-c', code], capture_output=True)
    assert done.returncode == -9
    assert (tmp_path / 'epoch_2.pth.partial').exists()
    assert find_latest_checkpoint(str(tmp_path)).endswith('epoch_1.pth')


@contextmanager
def files_of_at_most(size: int):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_stops_the_run_with_a_message(tmp_path):
    render_split(tmp_path / 'people', 'train', 6)
    config = small_run(
        tmp_path, tmp_path / 'people', iterations=2, save_every=2, workers=0)
    Runner.from_cfg(config).train()
    config.train_cfg.max_iters = 4
    config.resume = True
    with files_of_at_most(100_000), pytest.raises(
            CheckpointNotSaved, match='iter_4.pth could not.*--resume'):
        Runner.from_cfg(config).train()
    assert find_latest_checkpoint(str(tmp_path)).endswith('iter_2.pth')
    assert not list(tmp_path.glob('*.partial'))


def test_a_full_disk_keeps_the_previous_checkpoint(tmp_path):
    """A limit of the file size simulates a full disk."""
    first = save(tmp_path, 1)
    with files_of_at_most(4096), pytest.raises(
            CheckpointNotSaved, match='epoch_2.pth could not'):
        save_checkpoint(
            dict(weight=torch.ones(9000)), str(tmp_path / 'epoch_2.pth'))
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        'epoch_1.pth', 'last_checkpoint']
    assert find_damage(first) is None
