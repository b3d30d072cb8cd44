"""Losses stay finite for two thousand steps; run by `make trust`."""

from typing import List

import pytest
import torch
from mmengine.runner import Runner

from mspn_plugin.datasets.rendered_people import render_split
from tests.engine.small_run import small_run

STEPS = 2000


@pytest.fixture(scope='module')
def people(tmp_path_factory):
    root = tmp_path_factory.mktemp('people')
    render_split(root, 'train', 6)
    return root


def losses_of(folder, people, **optim) -> List[float]:
    """Loss of each step; FiniteHook stops at a non-finite one."""
    config = small_run(
        folder, people, iterations=STEPS, save_every=STEPS, workers=0)
    config.optim_wrapper.update(optim)
    config.train_dataloader.batch_size = 2
    config.param_scheduler = None
    runner = Runner.from_cfg(config)
    runner.optim_wrapper = runner.build_optim_wrapper(runner.optim_wrapper)
    update, losses = runner.optim_wrapper.update_params, []

    def noted(loss, *args, **kwargs):
        losses.append(float(loss))
        return update(loss, *args, **kwargs)

    runner.optim_wrapper.update_params = noted
    runner.train()
    assert all(
        torch.isfinite(x).all() for x in runner.model.state_dict().values())
    assert not (folder / 'non_finite.json').exists()
    return losses


@pytest.fixture(scope='module')
def in_float32(people, tmp_path_factory):
    return losses_of(tmp_path_factory.mktemp('float32'), people)


@pytest.mark.long
@pytest.mark.parametrize('dtype', ('bfloat16', 'float16'))
def test_losses_stay_finite_and_fall(tmp_path, people, in_float32, dtype):
    """As in float32; heatmaps of peak 255 are a hard case for float16."""
    losses = losses_of(
        tmp_path, people, type='AutocastOptimWrapper', dtype=dtype)
    assert len(losses) == STEPS
    assert torch.isfinite(torch.tensor(losses)).all()
    first, last, wanted = (
        sum(part) for part in (losses[:100], losses[-100:], in_float32[-100:]))
    print(f'{dtype}: {first / 100:.0f} -> {last / 100:.0f}, float32 '
          f'{wanted / 100:.0f}')
    assert last < first
    assert last == pytest.approx(wanted, rel=.01)
