import json

import pytest
import torch
from mmengine.runner import Runner

from mspn_plugin.datasets.rendered_people import render_split
from mspn_plugin.engine.finite_hook import FiniteHook, NonFiniteTraining
from tests.engine.small_run import small_run

INFINITE = 2  # the iteration, counted from 1


class InfiniteBatch(torch.nn.Module):
    """Makes the pictures of one batch infinite."""

    def __init__(self, stock):
        super().__init__()
        self.stock, self.seen = stock, 0

    def forward(self, *args):
        self.seen += 1
        out = self.stock(*args)
        if self.seen == INFINITE:
            out['inputs'] = out['inputs'] * float('inf')
        return out


@pytest.fixture(scope='module')
def people(tmp_path_factory):
    root = tmp_path_factory.mktemp('people')
    render_split(root, 'train', 6)
    return root


def runner(tmp_path, people, action, **optim):
    config = small_run(tmp_path, people, iterations=3, workers=0)
    config.custom_hooks[-1].action = action
    config.optim_wrapper.update(optim)
    config.work_dir = str(tmp_path)
    runner = Runner.from_cfg(config)
    stock = runner.model.data_preprocessor
    runner.model.data_preprocessor = InfiniteBatch(stock)
    return runner


def written(tmp_path):
    lines = (tmp_path / 'non_finite.json').read_text().splitlines()
    return [json.loads(line) for line in lines]


def state(model):
    return {k: v.clone() for k, v in model.state_dict().items()}


def check_report(tmp_path, people):
    record, = written(tmp_path)
    assert record['iteration'] == INFINITE
    assert len(record['pictures']) == 4
    for name in record['pictures']:
        assert name.startswith(str(people)) and name.endswith('.jpg')


def test_stop_names_the_pictures_and_keeps_the_weights(tmp_path, people):
    run = runner(tmp_path, people, 'stop')
    seen = {}
    run.model.data_preprocessor.register_forward_hook(
        lambda *_: seen.update(state(run.model)))
    with pytest.raises(NonFiniteTraining, match='non_finite.json'):
        run.train()
    check_report(tmp_path, people)
    for name, value in run.model.state_dict().items():
        assert torch.equal(value, seen[name]), name


@pytest.mark.parametrize('optim, what', [
    ({}, 'gradient'),
    pytest.param(
        dict(type='AutocastOptimWrapper', dtype='float16'), 'loss',
        marks=pytest.mark.skipif(
            not hasattr(torch.amp, 'GradScaler'),
            reason='torch before 2.3 scales no loss on processors')),
], ids=['float32', 'float16 with a scaler'])
def test_skip_skips_that_step_only(tmp_path, people, optim, what):
    run = runner(tmp_path, people, 'skip', **optim)
    seen = []
    run.model.data_preprocessor.register_forward_hook(
        lambda *_: seen.append(state(run.model)))
    run.train()
    check_report(tmp_path, people)
    assert written(tmp_path)[0]['what'] == what
    first, second, third = seen
    assert any(not torch.equal(first[k], second[k]) for k in first)
    for name, value in second.items():
        assert torch.equal(value, third[name]), name
    last = run.model.state_dict()
    assert all(torch.isfinite(value).all() for value in last.values())
    assert any(not torch.equal(last[k], third[k]) for k in last)


def test_unknown_action():
    with pytest.raises(ValueError, match="'ignore'.*'stop', 'skip'"):
        FiniteHook(action='ignore')
