import torch
import torch.nn.functional as F

from mspn_plugin.models.layers import DilationModule, Fire, FireModule


def constant(module, value):
    for parameter in module.parameters():
        torch.nn.init.constant_(parameter, value)
    for name, parameter in module.named_parameters():
        if name.endswith('bias'):
            torch.nn.init.zeros_(parameter)
    return module


def test_fire_by_hand():
    """All weights 1: squeeze sums two channels, 3x3 sums the neighbours."""
    fire = constant(Fire(2, 1, 1), 1.)
    x = torch.ones(1, 2, 3, 3)
    x[0, :, 1, 1] = 2.
    point, area = fire(x)[0]
    assert point.tolist() == [[2, 2, 2], [2, 4, 2], [2, 2, 2]]
    assert area.tolist() == [[10, 14, 10], [14, 20, 14], [10, 14, 10]]
    assert fire.out_channels == 2


def test_fire_module_concatenates_both_fires():
    module = FireModule(3, 2, 4)
    x = torch.randn(2, 3, 5, 5)
    y = module.first(x)
    assert y.shape == (2, 8, 5, 5)
    assert torch.equal(module(x), torch.cat([y, module.second(y)], 1))
    assert module(x).shape[1] == module.out_channels == 16


def test_dilation_module_by_hand():
    """One bright cell: each dilation copies it that far away."""
    module = constant(DilationModule(1, 1), 1.)
    x = torch.zeros(1, 1, 9, 9)
    x[0, 0, 4, 4] = 1.
    same, *dilated = module(x)[0]
    assert torch.equal(same, x[0, 0])
    for d, y in zip((1, 2, 3, 4), dilated):
        want = {(4 + i * d, 4 + j * d) for i in (-1, 0, 1) for j in (-1, 0, 1)}
        assert {tuple(p) for p in y.nonzero().tolist()} == want


def test_dilation_module_equals_plain_convolutions():
    module = DilationModule(3, 2, dilations=(2, 3))
    x = torch.randn(2, 3, 8, 8)
    want = [x] + [
        F.conv2d(
            x, layer.conv.weight, layer.conv.bias, padding=d,
            dilation=d).relu() for d, layer in zip((2, 3), module.convs)
    ]
    assert torch.allclose(module(x), torch.cat(want, 1))
    assert module.out_channels == 3 + 2 * 2
