import copy

import pytest
import torch
from torch import nn

from mspn_plugin.models.layers.pointwise_conv import (
    PointwiseConv2d,
    multiply_pointwise,
)
from tests.conftest import build, tiny_config
from tests.models.layers.test_sliced_conv import results


def turned(*args, **options) -> tuple:
    """A convolution in float64, and the same after ``multiply_pointwise``."""
    conv = nn.Conv2d(*args, **options).double()
    other = copy.deepcopy(conv)
    multiply_pointwise(other)
    return conv, other


@pytest.mark.parametrize('size', ((6, 4), (7, 5)))
@pytest.mark.parametrize('args, options', (
    ((1024, 3, 1), dict()), ((2, 1024, 1), dict(bias=False)),
    ((4, 6, 1), dict(stride=2)), ((4, 6, 1), dict(stride=(2, 3), bias=False))))
def test_outputs_and_gradients_are_those_of_the_convolution(
        size, args, options):
    conv, other = turned(*args, **options)
    assert type(other) is PointwiseConv2d
    x = torch.randn(2, args[0], *size, dtype=torch.float64)
    x = x.to(memory_format=torch.channels_last)
    for a, b in zip(results(other, x), results(conv, x)):
        torch.testing.assert_close(a, b)
        assert a.shape == b.shape


@pytest.mark.parametrize('args, options', (
    ((1023, 3, 1), dict()), ((1024, 4, 3), dict()),
    ((1024, 4, 1), dict(groups=2)), ((4, 4, 1), dict(stride=2, padding=1))))
def test_other_convolutions_are_left(args, options):
    assert type(turned(*args, **options)[1]) is nn.Conv2d


def test_subclasses_are_left():
    class Own(nn.Conv2d):
        pass

    own = Own(4, 4, 1, stride=2)
    multiply_pointwise(own)
    assert type(own) is Own


def test_the_result_stays_channels_last():
    _, other = turned(4, 6, 1, stride=2)
    x = torch.randn(2, 4, 8, 6, dtype=torch.float64)
    y = other(x.to(memory_format=torch.channels_last))
    assert y.is_contiguous(memory_format=torch.channels_last)


def test_evaluation_and_bfloat16_convolve(monkeypatch):
    def refuse(*_):
        raise AssertionError('a matrix product')

    _, other = turned(4, 6, 1, stride=2)
    x = torch.randn(1, 4, 4, 4)
    other.float()
    monkeypatch.setattr(nn.functional, 'linear', refuse)
    other.eval()(x)
    other.train()
    with torch.autocast('cpu', torch.bfloat16):
        other(x.bfloat16())
    with pytest.raises(AssertionError, match='a matrix product'):
        other(x)


def test_networks_train_with_them():
    network = build(tiny_config())
    kinds = {name: m for name, m in network.named_modules()
             if isinstance(m, PointwiseConv2d)}
    assert kinds.keys() == {
        f'{part}.layer{n}.0.downsample.0'
        for part in ('backbone', 'neck.encoders.0') for n in (2, 3, 4)}
