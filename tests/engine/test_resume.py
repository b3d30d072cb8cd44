"""A run that is killed repeatedly gives the result of an uninterrupted run."""

import multiprocessing
import os
import random
import time
from pathlib import Path

import pytest
import torch

from mspn_plugin.datasets.rendered_people import render_split
from mspn_plugin.host.checkpoint_saving import find_latest_checkpoint
from tests.engine.small_run import train

KILLS = int(os.environ.get('KILLS', 1))  # `make trust` asks for more


@pytest.fixture(scope='module')
def people(tmp_path_factory):
    root = tmp_path_factory.mktemp('people')
    render_split(root, 'train', 6)
    return root


@pytest.fixture(scope='module')
def processes():
    """Forked processes in which everything is imported already."""
    context = multiprocessing.get_context('forkserver')
    context.set_forkserver_preload(['tests.engine.small_run'])
    return context


def start(processes, folder, people, *arguments):
    folder.mkdir(exist_ok=True)
    process = processes.Process(
        target=train, args=(str(folder), str(people), *arguments))
    process.start()
    return process


def read_log(folder: Path) -> str:
    path = folder / 'log.txt'
    return path.read_text() if path.exists() else ''


def wait_for(steps: int, process, folder: Path):
    """Wait until it has logged this many more steps, or has ended."""
    before = read_log(folder).count('(train)')
    while (process.exitcode is None
           and read_log(folder).count('(train)') < before + steps):
        time.sleep(.01)


def state(folder: Path) -> dict:
    return torch.load(find_latest_checkpoint(str(folder)), weights_only=False)


def same(a, b) -> bool:
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    return torch.equal(a, b) if isinstance(a, torch.Tensor) else a == b


@pytest.mark.parametrize('iterations, save_every', [(0, 1), (14, 2)],
                         ids=['by epoch', 'by iteration'])
def test_a_run_killed_at_random_times_ends_with_the_same_bits(
        processes, people, tmp_path, iterations, save_every):
    whole, killed = tmp_path / 'whole', tmp_path / 'killed'
    arguments = people, iterations, save_every
    process = start(processes, whole, *arguments, False)
    process.join()
    assert process.exitcode == 0, read_log(whole)[-2000:]

    chance, kills = random.Random(iterations), 0
    while kills < KILLS:
        killed = tmp_path / f'killed {kills}'
        kills += train_with_kills(processes, killed, arguments, chance)
        assert 'resumed epoch' in read_log(killed)
        a, b = state(whole), state(killed)
        for key in ('state_dict', 'optimizer', 'param_schedulers'):
            assert same(a[key], b[key]), key
    print(f'{kills} kills', end=' ')


def halve_the_newest(folder):
    """If it is not the only one: a disk that lost a part of its cache."""
    saved = sorted(folder.glob('*_[0-9]*.pth'), key=os.path.getmtime)
    if len(saved) > 1:
        saved[-1].write_bytes(saved[-1].read_bytes()[:9999])


def train_with_kills(processes, folder, arguments, chance) -> int:
    """Run until it ends, with kills at random times; number of kills."""
    steps = chance.randint(5, 7)  # by then there is a checkpoint
    for kills in range(100):
        # two workers instead of one: augmentation must not depend on them
        process = start(processes, folder, *arguments, True, 2)
        wait_for(steps, process, folder)
        time.sleep(.1 * chance.random())
        if process.exitcode is not None or (kills and KILLS == 1):
            break
        process.kill()
        process.join()
        halve_the_newest(folder)
        steps = chance.randint(1, 7)
    process.join()
    assert process.exitcode == 0, read_log(folder)[-2000:]
    return kills
