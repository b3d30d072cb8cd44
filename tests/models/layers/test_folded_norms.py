import torch
from torch import nn

from mspn_plugin.models.layers.folded_norms import (
    conv_norm_pairs,
    fold_norms,
    fold_state,
)


def test_one_channel_by_hand():
    # w' = w g / sqrt(v + eps) = 3 * 2 / 2; b' = 1 - 5 * 2 / 2
    state = {
        'c.weight': torch.full((1, 1, 1, 1), 3.),
        'n.weight': torch.tensor([2.]), 'n.bias': torch.tensor([1.]),
        'n.running_mean': torch.tensor([5.]),
        'n.running_var': torch.tensor([3.]),
        'n.num_batches_tracked': torch.tensor(7)}  # yapf: disable
    fold_state(state, [('c', 'n', 1.)])
    assert set(state) == {'c.weight', 'c.bias'}
    assert state['c.weight'].item() == 3 and state['c.bias'].item() == -4


def test_a_bias_before_the_norm_is_kept():
    conv, norm = nn.Conv2d(2, 3, 1), nn.BatchNorm2d(3)
    nn.init.uniform_(norm.running_var, .5, 2)
    nn.init.normal_(norm.running_mean)
    net = nn.Sequential(conv, norm, nn.ReLU()).eval()
    x = torch.randn(2, 2, 4, 4)
    before = net(x)
    assert fold_norms(net) == (('0', '1', norm.eps), )
    assert torch.allclose(net(x), before, atol=1e-5)


def test_only_a_norm_behind_a_convolution_is_paired():
    net = nn.Sequential(
        nn.BatchNorm2d(2), nn.Conv2d(2, 2, 1), nn.ReLU(), nn.BatchNorm2d(2),
        nn.Sequential(nn.Conv2d(2, 2, 1), nn.Identity(), nn.BatchNorm2d(2)))
    assert [pair[:2] for pair in conv_norm_pairs(net)] == [('4.0', '4.2')]
