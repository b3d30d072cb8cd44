"""Train several networks in parallel, each in its own process."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Iterator, List, NamedTuple, Optional, Tuple, Union

from mmengine.config import Config
from mmpose.registry import DATASETS
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from ..cores import usable_cores
from ..engine.config import load_config
from .budget import LOADERS, Budget, apply_budget

POLL = 0.5  # seconds


class Run(NamedTuple):
    """A config, a budget, and the folder of the files."""
    config: Path
    budget: Budget
    work_dir: Path

    @property
    def result(self) -> Optional[dict]:
        """Result of the run; None if it has not ended."""
        path = self.work_dir / 'result.json'
        return json.loads(path.read_text()) if path.exists() else None


class TrainingFailed(RuntimeError):
    """A run ended without a result."""


def train_all(runs: List[Run], *, jobs: int,
              options: Optional[dict] = None
          ) -> Iterator[Tuple[Run, Union[dict, Exception]]]:
    """Train all runs that have no result yet.

    Args:
        runs: Runs to train, in this order.
        jobs: Number of parallel trainings, which share the cores.
        options: ``--cfg-options`` of all runs.

    Yields:
        Each run when it ends, with its result or its error.
    """
    waiting, active = list(runs), {}
    with _progress_bars() as bars:
        total = bars.add_task(f'{len(runs)} trainings', total=len(runs))
        try:
            while waiting or active:
                while waiting and len(active) < jobs:
                    run = waiting.pop(0)
                    try:
                        active[run] = _Process(run, jobs, options, bars)
                    except Exception as error:  # a config may raise any type
                        bars.advance(total)
                        yield run, error
                for run in [r for r, p in active.items() if p.ended()]:
                    bars.advance(total)
                    yield run, active.pop(run).outcome()
                time.sleep(POLL)
        finally:
            for process in active.values():
                process.stop()


class _Process:
    """The process of a run and its progress bar."""

    def __init__(self, run: Run, jobs: int, options: Optional[dict],
                 bars: Progress):
        self.run, self.bars, self.process = run, bars, None
        if run.result is not None:
            return
        run.work_dir.mkdir(parents=True, exist_ok=True)
        config = prepare_config(run, jobs, options)
        path = run.work_dir / 'config.py'
        config.dump(path)
        self.iterations = config.train_cfg.max_iters
        self.bar = bars.add_task(f'  {run.config.stem}, {run.budget.name}',
                                 total=self.iterations)
        threads = max(1, usable_cores() // jobs)
        with open(run.work_dir / 'log.txt', 'a') as log:
            self.process = subprocess.Popen(
                # unbuffered, so that the error is the last line of the log
                [sys.executable, '-u', '-m',
                 'mspn_plugin.comparison.train_and_test', str(path),
                 str(run.work_dir)],
                env={**os.environ, 'OMP_NUM_THREADS': str(threads)},
                stdout=log, stderr=subprocess.STDOUT)

    def ended(self) -> bool:
        if self.process is None:
            return True
        self.bars.update(self.bar, completed=self._iteration())
        return self.process.poll() is not None

    def outcome(self) -> Union[dict, TrainingFailed]:
        if self.process is not None:
            self.bars.remove_task(self.bar)
        result = self.run.result
        if result is not None:
            return result
        lines = (self.run.work_dir / 'log.txt').read_text().splitlines()
        return TrainingFailed(f'{lines[-1] if lines else "no output"} '
                              f'(see {self.run.work_dir}/log.txt)')

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait()

    def _iteration(self) -> int:
        logs = sorted(self.run.work_dir.glob('*/vis_data/scalars.json'))
        lines = logs[-1].read_text().splitlines() if logs else []
        for line in reversed(lines):
            if '"iter"' in line:
                return json.loads(line)['iter']
        return 0


def prepare_config(run: Run, jobs: int, options: Optional[dict]) -> Config:
    """Write the run's config; opens its data once to check it.

    Raises:
        Exception: Any error of the config or the data.
    """
    config = apply_budget(load_config(run.config), run.budget)
    workers = max(0, usable_cores() // jobs - 1)
    for name in LOADERS:
        config[name].num_workers = workers
        config[name].persistent_workers = workers > 0
    config.merge_from_dict(options or {})
    for name in ('train_dataloader', 'test_dataloader'):
        DATASETS.build(dict(config[name].dataset, lazy_init=False))
    return config


def _progress_bars() -> Progress:
    return Progress(
        TextColumn('{task.description}'), BarColumn(),
        TextColumn('{task.completed}/{task.total}'), TimeRemainingColumn())
