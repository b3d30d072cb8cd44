"""What a loader's workers add to memory."""

import json
import multiprocessing
import os
import shutil
from pathlib import Path
from typing import Dict

import torch
from mmengine.dataset import pseudo_collate
from torch.utils.data import DataLoader, RandomSampler

from .contests import people

WORKERS = (0, 1, 2, 4)
MORE = 1000  # times as many people
DRAWN = 400  # samples, from anywhere in the data


def by_workers(folder: Path) -> Dict[str, Dict[str, int]]:
    """Bytes of the process and its workers together, pages shared counted
    once, for few people and for a thousand times as many.

    Args:
        folder: One of :func:`pictures`.
    """
    found = {}
    for times in (1, MORE):
        dataset = people(_repeated(folder, times))
        found[f'{len(dataset)} people'] = {
            f'{workers} workers': _bytes(dataset, workers)
            for workers in WORKERS
        }
    return found


def _repeated(folder: Path, times: int) -> Path:
    """The same pictures with everybody in them ``times`` times."""
    said = json.loads((folder / 'train.json').read_text())
    said['annotations'] = [
        dict(person, id=i * len(said['annotations']) + person['id'])
        for i in range(times) for person in said['annotations']
    ]
    target = folder.with_name(f'{folder.name}_{times}')
    shutil.copytree(folder / 'train', target / 'train', dirs_exist_ok=True)
    (target / 'train.json').write_text(json.dumps(said))
    return target


def _bytes(dataset, workers: int) -> int:
    loader = DataLoader(
        dataset,
        batch_size=8,
        sampler=RandomSampler(dataset, replacement=True, num_samples=DRAWN),
        num_workers=workers,
        persistent_workers=workers > 0,
        collate_fn=pseudo_collate,
        worker_init_fn=_one_thread)
    for _ in loader:
        pass
    return sum(
        _proportional(process.pid)
        for process in multiprocessing.active_children()) + _proportional(
            os.getpid())


def _one_thread(_):
    torch.set_num_threads(1)


def _proportional(pid: int) -> int:
    """A process's bytes, a page that n processes share counted as 1/n."""
    for line in Path(f'/proc/{pid}/smaps_rollup').read_text().splitlines():
        if line.startswith('Pss:'):
            return 1024 * int(line.split()[1])
    raise OSError(f'/proc/{pid}/smaps_rollup has no Pss.')
