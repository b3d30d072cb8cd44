"""Optimisers that can take the state of a checkpoint, and others."""

import pytest
import torch
from mmengine.optim import OptimWrapper

from mspn_plugin.engine import ForeignCheckpoint
from mspn_plugin.engine.resume_checks import check_optimizer


def wrapper(kind: str) -> OptimWrapper:
    weights = torch.nn.Parameter(torch.ones(2))
    return OptimWrapper(getattr(torch.optim, kind)([weights], .1))


@pytest.mark.parametrize('old, new', [
    ('SGD', 'AdamW'), ('SGD', 'RMSprop'), ('AdamW', 'Adamax'),
    ('RMSprop', 'Adagrad')])
def test_another_optimiser_is_refused(old, new):
    with pytest.raises(ForeignCheckpoint, match='of another optimiser'):
        check_optimizer(wrapper(new), wrapper(old).state_dict())


def test_the_same_optimiser_of_another_pytorch_is_accepted():
    saved = wrapper('AdamW').state_dict()
    for name in ('foreach', 'fused', 'decoupled_weight_decay'):
        saved['param_groups'][0].pop(name, None)
    saved['param_groups'][0]['initial_lr'] = .1
    check_optimizer(wrapper('AdamW'), saved)
