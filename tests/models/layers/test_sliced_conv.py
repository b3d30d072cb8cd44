import copy

import pytest
import torch
from torch import nn

from mspn_plugin.models.backbones import TimmBackbone
from mspn_plugin.models.layers.sliced_conv import SlicedConv2d, slice_strides
from mspn_plugin.models.necks import InvertedResidualEncoder

LAYERS = ('blocks.1', 'blocks.2', 'blocks.3', 'bn2')


def results(network: nn.Module, x: torch.Tensor) -> list:
    """Outputs and gradients of a training step."""
    x = x.clone().requires_grad_()
    found = network(x)
    maps = found if isinstance(found, tuple) else (found, )
    sum((y * y).sum() for y in maps).backward()
    return [*maps, x.grad, *(p.grad for p in network.parameters())]


def kinds(network: nn.Module) -> list:
    return [m for m in network.modules() if isinstance(m, SlicedConv2d)]


@pytest.mark.parametrize('size', ((12, 16), (13, 11)))
@pytest.mark.parametrize('kernel, options', (
    (3, dict(padding=1)), (5, dict(padding=2, bias=False)),
    (3, dict(padding=2, dilation=2)), (2, dict())))
def test_outputs_and_gradients_are_those_of_the_strided_one(
        size, kernel, options):
    conv = nn.Conv2d(4, 8, kernel, stride=(2, 3), groups=4, **options)
    conv.double()
    sliced = SlicedConv2d(copy.deepcopy(conv))
    x = torch.randn(2, 4, *size, dtype=torch.float64)
    for a, b in zip(results(sliced, x), results(conv, x)):
        torch.testing.assert_close(a, b)
    torch.testing.assert_close(sliced.eval()(x), conv(x))


@pytest.mark.parametrize('size', ((64, 96), (71, 65)))
def test_timms_padding_by_size_is_kept(size):
    """Names of the weights do not change either."""
    options = dict(layers=LAYERS, pad_type='same')
    plain = TimmBackbone('mobilenetv2_035', **options).double()
    sliced = TimmBackbone(
        'mobilenetv2_035', sliced_strides=True, **options).double()
    assert len(kinds(sliced)) == 4 and not kinds(plain)
    sliced.load_state_dict(plain.state_dict())
    x = torch.randn(2, 3, *size, dtype=torch.float64)
    for a, b in zip(results(sliced, x), results(plain, x)):
        torch.testing.assert_close(a, b)
    for a, b in zip(sliced.eval()(x), plain.eval()(x)):
        torch.testing.assert_close(a, b)


def test_the_encoder_draws_the_same_weights():
    networks = []
    for sliced in (False, True):
        torch.manual_seed(0)
        networks.append(InvertedResidualEncoder(
            4, channels=(4, 6, 8), blocks=(1, 1, 1), sliced_strides=sliced))
    plain, sliced = networks
    assert len(kinds(sliced)) == 2 and not kinds(plain)
    for a, b in zip(plain.state_dict().values(), sliced.state_dict().values()):
        assert torch.equal(a, b)


def test_only_training_on_a_processor_computes_all_cells(monkeypatch):
    strides = []
    conv2d = nn.functional.conv2d
    monkeypatch.setattr(nn.functional, 'conv2d', lambda *args: (
        strides.append(args[3]), conv2d(*args))[1])
    net = nn.Sequential(nn.Conv2d(2, 2, 3, stride=2, groups=2))
    slice_strides(net)
    net(torch.zeros(1, 2, 5, 5))
    net.eval()(torch.zeros(1, 2, 5, 5))
    assert strides == [1, (2, 2)]


def test_other_convolutions_are_left():
    net = nn.Sequential(
        nn.Conv2d(4, 4, 3, stride=2), nn.Conv2d(4, 4, 3, groups=4),
        nn.Conv2d(4, 4, 3, stride=2, groups=4, padding_mode='reflect'))
    slice_strides(net)
    assert not kinds(net)
