"""A training is validated before its first iteration."""

import pytest
import torch
from mmengine.config import Config
from mmengine.runner import Runner

from mspn_plugin.datasets.rendered_people import render_split
from tests.conftest import build
from tests.engine.small_run import small_run


@pytest.fixture(scope='module')
def people(tmp_path_factory):
    root = tmp_path_factory.mktemp('people')
    render_split(root, 'train', 6)
    return root


def config_of(tmp_path, people, rate: float, start: bool = True) -> Config:
    """One epoch and one validation, on the pictures of the training."""
    config = small_run(tmp_path / 'run', people, workers=0)
    config.train_cfg = dict(by_epoch=True, max_epochs=1, val_interval=1)
    config.val_cfg, config.val_evaluator = {}, dict(type='BoxErrors')
    config.val_dataloader = dict(
        config.train_dataloader, sampler=dict(type='DefaultSampler'),
        dataset=dict(config.train_dataloader.dataset, test_mode=True,
                     pipeline=config.val_pipeline))
    config.default_hooks.checkpoint.update(
        save_best='box/median error', rule='less')
    config.optim_wrapper.optimizer.lr = rate
    config.custom_hooks.append(dict(type='StartValidationHook'))
    config.experiment_name = tmp_path.name
    if start:
        torch.manual_seed(1)
        config.load_from = str(tmp_path / 'weights.pth')
        torch.save(dict(state_dict=build(config.model).state_dict(), meta={}),
                   config.load_from)
    return config


def history(runner: Runner) -> list:
    values, _ = runner.message_hub.get_scalar('val/box/median error').data
    return list(values)


def test_the_start_is_kept_if_the_training_makes_it_worse(tmp_path, people):
    runner = Runner.from_cfg(config_of(tmp_path, people, rate=100.))
    runner.train()
    before, after = history(runner)
    assert before < after
    best, = (tmp_path / 'run').glob('best_*.pth')
    assert best.name.endswith('epoch_0.pth')
    kept = torch.load(best, weights_only=False)['state_dict']
    start = torch.load(runner._load_from)['state_dict']
    assert all(torch.equal(kept[name], start[name]) for name in start)


def test_a_training_is_the_same_after_the_validation(tmp_path, people):
    """Random numbers, modes and weights are as without the hook."""
    states = []
    for number, hook in enumerate((True, False)):
        folder = tmp_path / str(number)
        folder.mkdir()
        config = config_of(folder, people, rate=1e-3)
        config.experiment_name += tmp_path.name
        if not hook:
            config.custom_hooks.pop()
        runner = Runner.from_cfg(config)
        runner.train()
        assert len(history(runner)) == 1 + hook
        states.append(runner.model.state_dict())
    for name, value in states[0].items():
        assert torch.equal(value, states[1][name]), name


def test_random_weights_are_not_validated(tmp_path, people):
    runner = Runner.from_cfg(config_of(tmp_path, people, 1e-3, start=False))
    runner.train()
    assert len(history(runner)) == 1


def test_a_resumed_run_is_not_validated_again(tmp_path, people):
    config = config_of(tmp_path, people, rate=1e-3)
    Runner.from_cfg(config).train()
    config.train_cfg.max_epochs, config.resume = 2, True
    config.experiment_name += 'resumed'
    runner = Runner.from_cfg(config)
    runner.train()
    assert len(history(runner)) == 3  # 0, 1 of the first run; 2
