"""AdamW, a cosine and averaged weights, in a run of seconds."""

import copy

import pytest
import torch
from mmengine.config import Config
from mmengine.hooks import EMAHook, Hook
from mmengine.model import ExponentialMovingAverage
from mmengine.optim import build_optim_wrapper
from mmengine.runner import Runner

from mspn_plugin.datasets.rendered_people import render_split
from tests.conftest import ROOT, build, tiny_config
from tests.engine.small_run import small_run

SCHEDULES = ROOT / 'configs/_base_/schedules'


def groups_of(schedule: str) -> dict:
    """Options of the optimiser by the name of the parameter."""
    config = Config.fromfile(SCHEDULES / f'{schedule}.py').optim_wrapper
    model = build(tiny_config())
    groups = build_optim_wrapper(model, config).optimizer.param_groups
    found = {id(group['params'][0]): group for group in groups}
    return {name: (parameter.dim(), found[id(parameter)])
            for name, parameter in model.named_parameters()}


def test_norms_and_biases_do_not_decay():
    for name, (dims, group) in groups_of('adamw_ema_210e').items():
        assert group['weight_decay'] == (.05 if dims > 1 else 0), name
        assert group['lr'] == 1e-3


def test_finetuning_has_a_lower_rate_for_stage_1():
    for name, (dims, group) in groups_of('finetune_ema').items():
        first = name.startswith(('backbone', 'neck.decoders.0'))
        assert group['lr'] == pytest.approx(4e-4 if first else 1e-3), name
        if dims > 1 or not first:  # mmengine: a rate of one's own decays
            assert group['weight_decay'] == (.01 if dims > 1 else 0), name


class Record(Hook):
    """Rates, and a copy of the weights after each iteration."""

    priority = 'VERY_LOW'

    def __init__(self):
        self.rates, self.weights = [], []

    def after_train_iter(self, runner, *_, **__):
        self.rates += runner.optim_wrapper.get_lr()['lr'][:1]
        self.weights.append(copy.deepcopy(runner.model.state_dict()))


def test_the_rate_and_the_saved_average(tmp_path):
    """Warm-up to 1e-3, cosine to 1e-6; the checkpoint holds the average."""
    render_split(tmp_path, 'train', 6)
    config = small_run(tmp_path / 'run', tmp_path, workers=0)
    schedule = Config.fromfile(SCHEDULES / 'adamw_ema_210e.py')
    schedule.merge_from_dict({'train_cfg.max_epochs': 5, 'warm_up.end': 3})
    for key in ('optim_wrapper', 'param_scheduler', 'custom_hooks',
                'train_cfg'):
        config[key] = schedule[key]
    config.train_cfg.val_interval = 100
    record = Record()
    runner = Runner.from_cfg(config)
    runner.register_hook(record)
    average = next(h for h in runner.hooks if isinstance(h, EMAHook))
    runner.train()
    assert len(record.rates) == 5 * len(runner.train_dataloader)
    assert record.rates[0] < record.rates[1] > .9e-3
    assert record.rates[1:] == sorted(record.rates[1:], reverse=True)
    assert record.rates[-1] < 1e-4
    assert isinstance(average.ema_model, ExponentialMovingAverage)
    saved = torch.load(
        tmp_path / 'run/epoch_5.pth', weights_only=False)
    name = 'head.predictors.0.0.mix.conv.weight'
    want = record.weights[0][name]
    gamma = average.ema_model.gamma
    for step, weights in enumerate(record.weights[1:], start=1):
        momentum = (1 - .0002) * torch.exp(
            torch.tensor(-(1. + step) / gamma)) + .0002
        want = want + momentum * (weights[name] - want)
    torch.testing.assert_close(
        saved['state_dict'][name], want, rtol=1e-4, atol=1e-6)
    assert not torch.equal(saved['state_dict'][name],
                           record.weights[-1][name])
