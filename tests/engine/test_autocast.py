import torch
from mmengine.registry import OPTIM_WRAPPERS

import mspn_plugin  # noqa: F401
from tests.conftest import build, samples, tiny_config


def wrapper(model, kind):
    return OPTIM_WRAPPERS.build(
        dict(type=kind, optimizer=torch.optim.SGD(model.parameters(), 1e-4)))


def test_forward_runs_in_bfloat16_and_weights_stay_float32():
    model = build(tiny_config(1)).train()
    seen = []
    model.head.predictors[0][0].register_forward_hook(
        lambda module, args, out: seen.append(out.dtype))
    data = samples(60 * torch.rand(2, 17, 2), torch.ones(2, 17))
    before = model.backbone.conv1.weight.clone()
    for kind, dtype in (('AutocastOptimWrapper', torch.bfloat16),
                        ('OptimWrapper', torch.float32)):
        optim = wrapper(model, kind)
        with optim.optim_context(model):
            losses = model.loss(torch.randn(2, 3, 96, 64), data)
        total = sum(v for k, v in losses.items() if 'loss' in k)
        assert seen[-1] == dtype
        assert total.dtype == torch.float32
        optim.update_params(total)
    after = model.backbone.conv1.weight
    assert after.dtype == torch.float32
    assert torch.isfinite(after).all() and not torch.equal(before, after)
