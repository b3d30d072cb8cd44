"""The budget of a training: samples, seed and data."""

from typing import Any, List, NamedTuple, Optional

from mmengine.config import Config

from ..engine.config import shipped_config
from .data import DATA_CONFIGS

LOADERS = ('train_dataloader', 'val_dataloader', 'test_dataloader')


class Budget(NamedTuple):
    """Training budget of every network in a comparison.

    Attributes:
        samples: People to train on; repetitions count.
        seed: Seed of the run.
        data: 'rendered', 'lsp', or None for the config's data.
    """
    samples: int
    seed: int
    data: Optional[str]

    @property
    def name(self) -> str:
        """Name of the run's folder."""
        return f'{self.data or "own"}_{self.samples}_seed{self.seed}'


def apply_budget(config: Config, budget: Budget) -> Config:
    """Change a config so that it trains within the budget and tests once.

    Batch size, optimiser and augmentation do not change. The schedule of the
    learning rate is scaled to the budget.

    Args:
        config: Config of any network, including mmpose's.
        budget: The budget.

    Raises:
        ValueError: The budget is smaller than a batch.
    """
    config = Config(config.to_dict(), filename=config.filename)
    if budget.data is not None:
        _replace_data(config, budget.data)
    batch = config.train_dataloader.batch_size
    iterations = budget.samples // batch
    if iterations < 1:
        raise ValueError(f'{budget.samples} samples are less than a batch of '
                         f'{batch}.')
    config.param_scheduler = _scale_schedulers(config, iterations)
    config.train_cfg = dict(
        type='SeekingIterLoop',
        max_iters=iterations,
        val_begin=iterations + 1)  # no validation: one test at the end
    config.train_dataloader.sampler = dict(
        type='RepeatableSampler', shuffle=True)
    config.log_processor = dict(type='LogProcessor', by_epoch=False)
    config.default_hooks.checkpoint = dict(
        type='CheckpointHook',
        by_epoch=False,
        interval=max(1, min(200, iterations // 4)),
        max_keep_ckpts=2)
    config.randomness = dict(seed=budget.seed)
    return config


def _replace_data(config: Config, data: str):
    """Replace data sets and evaluators; keep pipelines and batch sizes."""
    other = _data(data)
    for name in LOADERS:
        dataset = dict(other[name].dataset)
        dataset['pipeline'] = config[name].dataset.pipeline
        config[name].dataset = dataset
    config.val_evaluator = other.val_evaluator
    config.test_evaluator = other.test_evaluator
    keypoints = dict(rendered=17, lsp=14)[data]
    before = config.model.head.out_channels
    config.model = _replace_keypoints(
        config.model.to_dict(), before, keypoints)


def _data(data: str) -> Config:
    # the config of a data set refers to the pipelines in another file
    files = [
        str(shipped_config(f'_base_/{name}'))
        for name in (f'datasets/{DATA_CONFIGS[data]}', 'pipelines/topdown.py')
    ]
    return Config.fromstring(f'_base_ = {files}', '.py')


def _replace_keypoints(part: Any, before: int, now: int) -> Any:
    """Replace the number of keypoints in ``part`` of a config."""
    if isinstance(part, dict):
        return {
            key: _replace_channels(value, before, now)
            if key in ('in_channels', 'out_channels') else
            _replace_keypoints(value, before, now)
            for key, value in part.items()
        }
    if isinstance(part, (list, tuple)):
        return type(part)(_replace_keypoints(x, before, now) for x in part)
    return part


def _replace_channels(channels: Any, before: int, now: int) -> Any:
    if isinstance(channels, (list, tuple)):
        return type(channels)(
            _replace_channels(c, before, now) for c in channels)
    return now if channels == before else channels


def _scale_schedulers(config: Config, iterations: int) -> List[dict]:
    """The config's schedulers, scaled to the budget's iterations."""
    train = config.train_cfg
    whole = train.get('max_epochs') or train['max_iters']
    schedulers = config.get('param_scheduler') or []
    if isinstance(schedulers, dict):
        schedulers = [schedulers]
    return [
        _scale_scheduler(dict(s), train, whole, iterations) for s in schedulers
    ]


def _scale_scheduler(scheduler: dict, train: dict, whole: int,
                     iterations: int) -> dict:
    scheduler.pop('convert_to_iter_based', None)
    by_epoch = scheduler.pop('by_epoch', True)
    if by_epoch != ('max_epochs' in train):  # a warm-up of a long training
        scheduler['end'] = max(2, iterations // 20)
        return dict(scheduler, by_epoch=False)
    ratio = iterations / whole
    for key in ('begin', 'end', 'T_max'):
        if key in scheduler:
            scheduler[key] = max(0, round(scheduler[key] * ratio))
    if 'end' in scheduler:
        scheduler['end'] = max(scheduler['end'], scheduler.get('begin', 0) + 2)
    if 'milestones' in scheduler:
        scheduler['milestones'] = [
            round(m * ratio) for m in scheduler['milestones']
        ]
    return dict(scheduler, by_epoch=False)
