import pytest
import torch
from mmpose.models import ResNet

from mspn_plugin.models.backbones import ExtendedResNet
from mspn_plugin.models.layers import FASMBottleneck
from mspn_plugin.models.necks import ResNetEncoder


def count(module) -> int:
    return sum(isinstance(m, FASMBottleneck) for m in module.modules())


def test_without_options_it_equals_mmposes():
    ours, stock = ExtendedResNet(18, base_channels=8), ResNet(
        18, base_channels=8)
    stock.load_state_dict(ours.state_dict())
    ours.eval(), stock.eval()
    x = torch.randn(1, 3, 32, 32)
    assert torch.equal(ours(x)[0], stock(x)[0])


def test_res254_has_84_blocks():
    """254 layers: the stem, three in each block, and the classifier."""
    net = ExtendedResNet(254, base_channels=4)
    blocks = [len(getattr(net, name)) for name in net.res_layers]
    assert sum(blocks) == (254 - 2) // 3 == 84
    assert [b - a for a, b in zip((3, 8, 36, 3), blocks)] == [0, 0, 34, 0]


@pytest.mark.parametrize('cls', (ExtendedResNet, ResNetEncoder))
def test_fasm_in_every_bottleneck_or_after_each_block(cls):
    fasm = dict(ratio=4, split_channels=16)
    assert count(cls(50, base_channels=16, fasm=fasm)) == 16
    net = cls(
        50, base_channels=16, fasm=fasm, fasm_at='convolution_blocks')
    assert count(net) == 4
    assert all(
        isinstance(getattr(net, name)[-1], FASMBottleneck)
        for name in net.res_layers)


def test_residual_branches_start_at_zero():
    net = ExtendedResNet(50, base_channels=16, fasm=dict(ratio=4))
    net.init_weights()
    assert all((m.norm3.weight == 0).all() for m in net.modules()
               if isinstance(m, FASMBottleneck))


def test_pretrained_weights_load_where_names_and_shapes_agree(tmp_path):
    """FSM alone keeps every stock weight."""
    stock = ResNet(50, base_channels=16)
    torch.save(stock.state_dict(), tmp_path / 'stock.pth')
    net = ExtendedResNet(
        50,
        base_channels=16,
        fasm=dict(aggregate=False),
        init_cfg=dict(
            type='Pretrained', checkpoint=str(tmp_path / 'stock.pth')))
    net.init_weights()
    own = net.state_dict()
    for key, value in stock.state_dict().items():
        assert torch.equal(own[key], value), key


@pytest.mark.parametrize('kwargs, message', (
    (dict(depth=18, fasm=dict()), 'ResNet-18 has none'),
    (dict(depth=50, fasm=dict(), fasm_at='end'), "'end'.*bottlenecks"),
    (dict(depth=50, base_channels=6, fasm=dict(splits=4, ratio=100)),
     'ratio of 100 leaves 0 of 24'),
))
def test_invalid_arguments_raise(kwargs, message):
    with pytest.raises(ValueError, match=message):
        ExtendedResNet(**kwargs)
