"""Two thousand steps of which none is not a number: `make trust`."""

import pytest
import torch
from mmengine.runner import Runner

from mspn_plugin.datasets.rendered_people import render_split
from tests.engine.runs import little_run

STEPS = 2000


@pytest.fixture(scope='module')
def people(tmp_path_factory):
    root = tmp_path_factory.mktemp('people')
    render_split(root, 'train', 6)
    return root


@pytest.mark.long
@pytest.mark.parametrize('dtype', ('bfloat16', 'float16'))
def test_it_stays_finite_and_learns(tmp_path, people, dtype):
    """FiniteHook stops the run at the first loss that is not finite."""
    config = little_run(
        tmp_path, people, iterations=STEPS, save_every=STEPS, workers=0)
    config.optim_wrapper.update(type='AutocastOptimWrapper', dtype=dtype)
    config.train_dataloader.batch_size = 2
    config.param_scheduler = None
    losses = []
    runner = Runner.from_cfg(config)
    runner.optim_wrapper = runner.build_optim_wrapper(runner.optim_wrapper)
    update = runner.optim_wrapper.update_params

    def noted(loss, *args, **kwargs):
        losses.append(float(loss))
        return update(loss, *args, **kwargs)

    runner.optim_wrapper.update_params = noted
    runner.train()
    assert len(losses) == STEPS
    assert torch.isfinite(torch.tensor(losses)).all()
    assert sum(losses[-100:]) < .5 * sum(losses[:100])
    assert all(torch.isfinite(x).all()
               for x in runner.model.state_dict().values())
    assert not (tmp_path / 'non_finite.json').exists()
