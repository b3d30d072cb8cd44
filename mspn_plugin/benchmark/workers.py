"""What a loader's workers add to memory."""

import json
import multiprocessing
import os
import shutil
from pathlib import Path
from typing import Dict

from mmengine.dataset import BaseDataset
from torch.utils.data import DataLoader, Dataset

from .workloads import build_dataset

WORKERS = (0, 1, 2, 4)
REPEATS = 1000  # times as many people


def by_workers(folder: Path) -> Dict[str, Dict[str, int]]:
    """Bytes of the process and its workers together, pages shared counted
    once, for few people and for a thousand times as many.

    Args:
        folder: One of :func:`pictures`.
    """
    found = {}
    for times in (1, REPEATS):
        dataset = build_dataset(_repeat_people(folder, times))
        found[f'{len(dataset)} people'] = {
            f'{workers} workers': _memory(dataset, workers)
            for workers in WORKERS
        }
    return found


def _repeat_people(folder: Path, times: int) -> Path:
    """The same pictures with everybody in them ``times`` times."""
    labels = json.loads((folder / 'train.json').read_text())
    labels['annotations'] = [
        dict(person, id=i * len(labels['annotations']) + person['id'])
        for i in range(times) for person in labels['annotations']
    ]
    target = folder.with_name(f'{folder.name}_{times}')
    shutil.copytree(folder / 'train', target / 'train', dirs_exist_ok=True)
    (target / 'train.json').write_text(json.dumps(labels))
    return target


class _Annotations(Dataset):
    """What is read of a person before its picture."""

    def __init__(self, dataset: BaseDataset):
        self.dataset = dataset

    def __len__(self) -> int:
        return len(self.dataset)

    def __getitem__(self, index: int) -> int:
        return self.dataset.get_data_info(index)['id']


def _memory(dataset: BaseDataset, workers: int) -> int:
    """After all annotations were read once, in any order."""
    loader = DataLoader(
        _Annotations(dataset),
        batch_size=64,
        shuffle=True,
        num_workers=workers,
        persistent_workers=workers > 0)
    for _ in loader:
        pass
    processes = [process.pid for process in multiprocessing.active_children()]
    return sum(map(_proportional_set_size, [os.getpid(), *processes]))


def _proportional_set_size(pid: int) -> int:
    """A process's bytes, a page that n processes share counted as 1/n."""
    for line in Path(f'/proc/{pid}/smaps_rollup').read_text().splitlines():
        if line.startswith('Pss:'):
            return 1024 * int(line.split()[1])
    raise OSError(f'/proc/{pid}/smaps_rollup has no Pss.')
