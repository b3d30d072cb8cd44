"""Does memory stay flat? Inference or training for as long as told.

    python -m mspn_plugin.tools.soak test  --minutes 60 --json docs/soak.json
    python -m mspn_plugin.tools.soak train --minutes 60 --json docs/soak.json

Both run the quick start on rendered people. Training starts its data loader's
workers anew for every epoch, and an epoch is short. Memory is that of the
process and its workers; the slope is fitted to the second half.
"""

import argparse
import json
import time
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Dict, List, Tuple

import numpy as np
import psutil
from mmengine.config import Config
from mmengine.dataset import pseudo_collate
from mmengine.hooks import Hook
from mmengine.registry import init_default_scope
from mmengine.runner import Runner, load_checkpoint
from mmengine.utils import ProgressBar
from mmpose.registry import DATASETS, MODELS

import mspn_plugin
from mspn_plugin.engine.machine import machine_info
from mspn_plugin.tools.cli_errors import cli_errors

QUICKSTART = (
    Path(mspn_plugin.__file__).parent / '.mim/configs/mspn/quickstart.py')
PICTURES = 48
Log = List[Tuple[float, float]]


class Gauge:
    """Memory over time, and how much time is left.

    Args:
        minutes: How long to run.
    """

    def __init__(self, minutes: float):
        self.start, self.seconds = time.monotonic(), 60 * minutes
        self.log: Log = []
        self.steps = 0
        self.bar = ProgressBar(100)

    def step(self):
        """One step was made; memory is looked at every second."""
        self.steps += 1
        passed = time.monotonic() - self.start
        if not self.log or passed - self.log[-1][0] >= 1:
            self.log.append((passed, mebibytes()))
            done = min(100, int(100 * passed / self.seconds))
            for _ in range(done - self.bar.completed):
                self.bar.update()

    @property
    def over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() - self.start >= self.seconds


def mebibytes() -> float:
    """Memory of this process and its workers, shared pages counted once."""
    here = psutil.Process()
    held = 0
    for process in (here, *here.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):  # a worker that has just ended
            held += process.memory_full_info().pss
    return held / 2**20


def slope(log: Log) -> float:
    """MiB an hour, over the second half."""
    seconds, held = np.array(log[len(log) // 2:]).T
    return float(np.polyfit(seconds / 3600, held, 1)[0])


def by_minute(log: Log) -> Dict[int, int]:
    """MiB at the last look in each minute that had one."""
    return {int(seconds // 60): round(held) for seconds, held in log}


def test(config: Config, gauge: Gauge):
    """Persons one by one, as a demo would ask for them."""
    init_default_scope('mmpose')
    people = DATASETS.build(config.test_dataloader.dataset)
    model = MODELS.build(config.model).eval()
    load_checkpoint(model, config.load_from, map_location='cpu')
    for i in cycle(range(len(people))):
        model.test_step(pseudo_collate([people[i]]))
        gauge.step()
        if gauge.over:
            break


class GaugeHook(Hook):
    """Ends training when the time is up.

    Args:
        gauge: What is asked.
    """

    def __init__(self, gauge: Gauge):
        self.gauge = gauge

    def after_train_iter(self, runner: Runner, *_, **__):
        """Looks at the memory."""
        self.gauge.step()
        if self.gauge.over:
            runner.train_loop.stop_training = True


def train(config: Config, gauge: Gauge):
    """Epochs of a few steps, each with its own workers and checkpoint."""
    config.train_dataloader.update(num_workers=2, persistent_workers=False)
    config.train_cfg = dict(by_epoch=True, max_epochs=10**6)
    config.param_scheduler = None
    config.val_cfg = config.val_dataloader = config.val_evaluator = None
    config.log_level = 'WARNING'
    runner = Runner.from_cfg(config)
    runner.register_hook(GaugeHook(gauge))
    runner.train()


@cli_errors
def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('what', choices=('test', 'train'))
    parser.add_argument('--minutes', type=float, default=60)
    parser.add_argument('--json', help='file to write the result into, '
                        'beside that of the other kind')
    args = parser.parse_args()
    gauge = Gauge(args.minutes)
    with TemporaryDirectory() as folder:
        config = Config.fromfile(QUICKSTART)
        config.work_dir = folder
        for name in ('train', 'test'):
            config[f'{name}_dataloader'].dataset.update(
                data_root=f'{folder}/people', num_images=PICTURES)
        dict(test=test, train=train)[args.what](config, gauge)
    held = [x for _, x in gauge.log]
    found = dict(
        machine=machine_info(),
        minutes=args.minutes,
        steps=gauge.steps,
        mebibytes=dict(first=held[0], median=float(np.median(held)),
                       largest=max(held)),
        mebibytes_an_hour=slope(gauge.log),
        by_minute=by_minute(gauge.log))
    print(f'\n{args.what}: {gauge.steps} steps, '
          f'{found["mebibytes"]["median"]:.0f} MiB, '
          f'{found["mebibytes_an_hour"]:+.1f} MiB an hour')
    if args.json:
        path = Path(args.json)
        both = json.loads(path.read_text()) if path.exists() else {}
        path.write_text(json.dumps({**both, args.what: found}, indent=1) +
                        '\n')


if __name__ == '__main__':
    main()
