"""Memory of long inference and long training, over time."""

import time
from contextlib import suppress
from itertools import cycle
from tempfile import TemporaryDirectory
from typing import Dict, List, Tuple

import numpy as np
import psutil
from mmengine.config import Config
from mmengine.dataset import pseudo_collate
from mmengine.hooks import Hook
from mmengine.runner import Runner
from mmengine.utils import ProgressBar
from mmpose.registry import DATASETS

from ..engine.config import load_config, shipped_config
from ..engine.machine import machine_info
from ..engine.network import init_network

PICTURES = 48
Log = List[Tuple[float, float]]


class MemoryLog:
    """Memory in MiB over time in seconds.

    Args:
        minutes: Duration of the measurement.
    """

    def __init__(self, minutes: float):
        self.start, self.seconds = time.monotonic(), 60 * minutes
        self.log: Log = []
        self.steps = 0
        self.bar = ProgressBar(100)

    def step(self):
        """Count a step; measure the memory once per second."""
        self.steps += 1
        passed = time.monotonic() - self.start
        if not self.log or passed - self.log[-1][0] >= 1:
            self.log.append((passed, memory_mib()))
            done = min(100, int(100 * passed / self.seconds))
            for _ in range(done - self.bar.completed):
                self.bar.update()

    @property
    def over(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() - self.start >= self.seconds


def memory_mib() -> float:
    """Memory of this process and its workers, shared pages counted once."""
    here = psutil.Process()
    memory = 0
    for process in (here, *here.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):  # the worker has ended
            memory += process.memory_full_info().pss
    return memory / 2**20


def slope(log: Log) -> float:
    """MiB per hour, fitted to the second half."""
    seconds, memory = np.array(log[len(log) // 2:]).T
    return float(np.polyfit(seconds / 3600, memory, 1)[0])


def by_minute(log: Log) -> Dict[int, int]:
    """MiB at the last measurement of each minute."""
    return {int(seconds // 60): round(memory) for seconds, memory in log}


def soak(what: str, minutes: float) -> dict:
    """Run the quick start on rendered people and measure its memory.

    Args:
        what: 'test' or 'train'.
        minutes: Duration.

    Returns:
        Machine, steps, and memory with its slope, as JSON types.
    """
    log = MemoryLog(minutes)
    with TemporaryDirectory() as folder:
        config = load_config(shipped_config('mspn/quickstart.py'))
        config.work_dir = folder
        for name in ('train', 'test'):
            config[f'{name}_dataloader'].dataset.update(
                data_root=f'{folder}/people', num_images=PICTURES)
        dict(test=_test, train=_train)[what](config, log)
    memory = [mib for _, mib in log.log]
    return dict(
        machine=machine_info(),
        minutes=minutes,
        steps=log.steps,
        mebibytes=dict(
            first=memory[0],
            median=float(np.median(memory)),
            largest=max(memory)),
        mebibytes_an_hour=slope(log.log),
        by_minute=by_minute(log.log))


def _test(config: Config, log: MemoryLog):
    """Predict people one by one, as in a demo."""
    people = DATASETS.build(config.test_dataloader.dataset)
    network = init_network(config, config.load_from)
    for i in cycle(range(len(people))):
        network.test_step(pseudo_collate([people[i]]))
        log.step()
        if log.over:
            break


def _train(config: Config, log: MemoryLog):
    """Train short epochs, each with new workers and a checkpoint."""
    config.train_dataloader.update(num_workers=2, persistent_workers=False)
    config.train_cfg = dict(by_epoch=True, max_epochs=10**6)
    config.param_scheduler = None
    config.val_cfg = config.val_dataloader = config.val_evaluator = None
    config.log_level = 'WARNING'
    runner = Runner.from_cfg(config)
    runner.register_hook(MemoryLogHook(log))
    runner.train()


class MemoryLogHook(Hook):
    """Measures memory in training, and ends the training in time.

    Args:
        log: Stores the measurements.
    """

    def __init__(self, log: MemoryLog):
        self.log = log

    def after_train_iter(self, runner: Runner, *_, **__):
        """Count a step."""
        self.log.step()
        if self.log.over:
            runner.train_loop.stop_training = True
