"""A training that takes seconds, with the runner and the shipped runtime."""

from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import torch
import torch._dynamo  # noqa: F401  the optimiser's step would, each time
import torchvision  # noqa: F401  so would the runner
from mmengine.config import Config
from mmengine.runner import Runner

from tests.conftest import tiny_config

ROOT = Path(__file__).parent.parent.parent
SIZE = (64, 96)


def small_run(work_dir: Path,
              people: Path,
              *,
              iterations: int = 0,
              save_every: int = 1,
              seed: int = 3,
              workers: int = 1) -> Config:
    """Config of the quick start with a tiny network and the data ``people``.

    Three epochs, or by iterations if their number is given.
    """
    config = Config.fromfile(ROOT / 'configs/mspn/quickstart.py')
    config.model = Config(tiny_config(2)).to_dict()
    config.load_from = None
    config.work_dir = str(work_dir)
    config.randomness = dict(seed=seed)
    config.default_hooks.logger.interval = 1
    config.default_hooks.checkpoint.interval = save_every
    for name in ('val', 'test'):
        for part in ('dataloader', 'evaluator', 'cfg'):
            config[f'{name}_{part}'] = None
    config.train_cfg = dict(by_epoch=True, max_epochs=3)
    if iterations:
        config.train_cfg = dict(type='SeekingIterLoop', max_iters=iterations)
        config.log_processor = dict(by_epoch=False)
        config.default_hooks.checkpoint.by_epoch = False
    config.train_dataloader.update(
        batch_size=4, num_workers=workers, persistent_workers=workers > 0)
    dataset = config.train_dataloader.dataset
    dataset.update(data_root=str(people), num_images=6)
    config.merge_from_dict({'codec.input_size': SIZE})
    return config


def train(work_dir: str, people: str, iterations: int, save_every: int,
          resume: bool, workers: int = 1):
    """Run the training in a new process."""
    torch.set_num_threads(1)
    with open(Path(work_dir) / 'log.txt', 'a') as log, redirect_stdout(
            log), redirect_stderr(log):
        _train(Path(work_dir), Path(people), iterations, save_every, resume,
               workers)


def _train(work_dir: Path, people: Path, iterations: int, save_every: int,
           resume: bool, workers: int):
    config = small_run(
        work_dir,
        people,
        iterations=iterations,
        save_every=save_every,
        workers=workers)
    config.resume = resume
    Runner.from_cfg(config).train()
