"""Memory of a data loader's workers."""

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
REPEATS = 1000  # factor of the number of people


def by_workers(folder: Path) -> Dict[str, Dict[str, int]]:
    """Bytes of the process and its workers, for few and for many people.

    Shared pages are counted once.

    Args:
        folder: One of :func:`render_pictures`.
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
    """The same pictures, with each person ``times`` times."""
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
    """The annotations of people, without their pictures."""

    def __init__(self, dataset: BaseDataset):
        self.dataset = dataset

    def __len__(self) -> int:
        return len(self.dataset)

    def __getitem__(self, index: int) -> int:
        return self.dataset.get_data_info(index)['id']


def _memory(dataset: BaseDataset, workers: int) -> int:
    """Bytes after all annotations were read once, in random order."""
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
    """Bytes of a process; a page that n processes share counts as 1/n."""
    for line in Path(f'/proc/{pid}/smaps_rollup').read_text().splitlines():
        if line.startswith('Pss:'):
            return 1024 * int(line.split()[1])
    raise OSError(f'/proc/{pid}/smaps_rollup has no Pss.')
