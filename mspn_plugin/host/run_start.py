"""Where a run begins: a checkpoint of its own, or ``load_from``.

mmpose's scripts drop ``load_from`` with ``--resume``: a run that was stopped
before its first checkpoint then starts from random weights. And a resumed run
keeps the schedule of its checkpoint, whose rate is 0 after its end.
"""

import logging
import sys
from pathlib import Path
from typing import Iterator, List, Optional

from mmengine.config import Config
from mmengine.logging import print_log
from mmengine.runner import Runner
from mmengine.runner.checkpoint import CheckpointLoader

from .checkpoint_saving import find_latest_checkpoint

_load_or_resume = Runner.load_or_resume
#: Attributes of schedulers that a config sets.
PLAN = ('begin', 'end', 'total_iters', 'milestones', 'T_max', 'step_size',
        'gamma', 'start_factor', 'end_factor', 'eta_min', 'power')


def load_or_resume(self):
    """mmengine's; ``--resume`` without a checkpoint begins as the run did.

    Raises:
        ValueError: The resumed run has another schedule than its checkpoint.
    """
    if self._has_loaded:
        return
    if self._resume:
        _choose_start(self)
    plans = [_plan(scheduler) for scheduler in _schedulers(self)]
    _load_or_resume(self)
    if self._resume:
        _check_plans(plans, self)


def _choose_start(runner: Runner):
    latest = find_latest_checkpoint(runner.work_dir)
    start = runner._load_from
    if start is None and latest is None:
        start = _configured_start(runner.cfg)
        runner._load_from = start
        # only its weights, as the run began, even if it is the checkpoint of
        # a pretraining that could be resumed
        runner._resume = False
    elif start is not None and not has_training_state(start):
        runner._load_from = None if latest else start
        runner._resume = latest is not None
    if not runner._resume and start is not None:
        print_log(f'{runner.work_dir} has no checkpoint to resume: the run '
                  f'starts from load_from={start}.', logger='current',
                  level=logging.WARNING)


def _configured_start(config: Config) -> Optional[str]:
    """``load_from`` of the config file, if a script's --resume dropped it."""
    arguments = sys.argv[1:]
    if not any(x.startswith('--resume') for x in arguments) or any(
            x.startswith('load_from=') for x in arguments):
        return None
    if not config.filename or not Path(config.filename).is_file():
        return None
    return Config.fromfile(config.filename).get('load_from')


def has_training_state(path: str) -> bool:
    """Whether a checkpoint can be resumed, or holds weights only."""
    checkpoint = CheckpointLoader.load_checkpoint(path, map_location='cpu')
    return 'optimizer' in checkpoint and 'iter' in checkpoint.get('meta', {})


def _schedulers(runner: Runner) -> Iterator:
    found = getattr(runner, 'param_schedulers', None) or []
    parts = found.values() if isinstance(found, dict) else [found]
    for part in parts:
        yield from part if isinstance(part, list) else [part]


def _plan(scheduler) -> dict:
    values = getattr(scheduler, '__dict__', {})
    return {key: values[key] for key in PLAN if key in values}


def _check_plans(plans: List[dict], runner: Runner):
    for wanted, scheduler in zip(plans, _schedulers(runner)):
        for key, value in _plan(scheduler).items():
            if wanted.get(key) != value:
                raise ValueError(
                    f'The schedule changed: {type(scheduler).__name__} has '
                    f'{key} {wanted.get(key)}, its checkpoint has {value}, '
                    'and a resumed run keeps that, with a rate of 0 after '
                    'its end. To train longer, start a new run with '
                    '`load_from` set to the last checkpoint and without '
                    '--resume; or resume with the former numbers of epochs, '
                    'pictures and processes and the former batch size.')
