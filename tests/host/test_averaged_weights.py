"""Tests of a config with an average of the weights, with ``deploy``."""

import pytest
import torch
from mmengine.config import Config
from mmengine.hooks import EMAHook
from mmengine.registry import init_default_scope
from mmengine.runner import Runner

from mspn_plugin.datasets.rendered_people import render_split
from mspn_plugin.host import averaged_weights
from tests.conftest import ROOT


@pytest.fixture(scope='module')
def root(tmp_path_factory):
    init_default_scope('mmpose')
    root = tmp_path_factory.mktemp('averaged')
    render_split(root / 'people', 'val', 6)
    return root


def metrics(root, name: str, *, hooks=(), **deploy) -> dict:
    config = Config.fromfile(ROOT / 'configs/mspn/quickstart.py')
    config.merge_from_dict({
        'test_dataloader.dataset.num_images': 6,
        'test_dataloader.dataset.data_root': str(root / 'people'),
        'test_evaluator.ann_file': str(root / 'people/val.json'),
        'test_dataloader.num_workers': 0,
        'test_dataloader.persistent_workers': False})
    config.update(
        custom_hooks=list(hooks), work_dir=str(root / name),
        experiment_name=name)
    config.model.deploy = deploy
    return Runner.from_cfg(config).test()


@pytest.mark.parametrize('deploy', (
    dict(dtype='float32'), dict(early_exit=.5)))
def test_a_deployed_network_is_tested(root, deploy):
    average = dict(type='EMAHook', ema_type='ExpMomentumEMA')
    name = '_'.join(deploy)
    found = metrics(root, f'{name}_average', hooks=[average], **deploy)
    assert found == pytest.approx(metrics(root, name, **deploy))
    assert found['coco/AP'] > .5


@pytest.mark.parametrize('options, swapped', (
    (None, True), (False, True), ({}, False), (dict(stages=1), False)))
def test_only_networks_without_deploy_get_the_average(options, swapped):
    hook = EMAHook(ema_type='ExponentialMovingAverage')
    hook.src_model = torch.nn.Linear(1, 1)
    if options is not None:
        hook.src_model.deploy = options
    hook.ema_model = torch.nn.Module()
    hook.ema_model.module = torch.nn.Linear(1, 1)
    hook.ema_model.update_buffers = False
    before = hook.src_model.weight.clone()
    average = hook.ema_model.module.weight.clone()
    averaged_weights.swap_ema_parameters(hook)
    expected = average if swapped else before
    assert torch.equal(hook.src_model.weight, expected)
