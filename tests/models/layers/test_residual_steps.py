import pytest
import torch
from mmpose.models.backbones.rsn import RSB
from torch import nn

from mspn_plugin.models.backbones import ExtendedResNet
from mspn_plugin.models.layers import ResidualStepsBlock
from mspn_plugin.models.necks import ResNetEncoder


def test_two_steps_by_hand():
    """Positive inputs, 3x3 kernels that are zero but in the centre."""
    block = ResidualStepsBlock(5, 5, steps=2)  # 5 * 26 // 64 = 2 a branch
    for conv in (m for m in block.modules() if isinstance(m, nn.Conv2d)):
        nn.init.zeros_(conv.weight)
    for norm in (m for m in block.modules() if isinstance(m, nn.BatchNorm2d)):
        norm.eps = 0.
    block.eval()
    block.conv_bn_relu1.conv.weight.data[:4, 0] = torch.tensor(
        [1., 2., 3., 4.]).view(4, 1, 1)
    for name, factor in (('1_1', 10.), ('2_1', 1.), ('2_2', 100.)):
        weight = getattr(block, f'conv_bn_relu2_{name}').conv.weight.data
        weight[range(2), range(2), 1, 1] = factor
    block.conv_bn3.conv.weight.data[:4, :, 0, 0] = torch.eye(4)
    x = torch.tensor([1., 0., 0., 0., 7.]).view(1, 5, 1, 1)
    # branch 1: 10 (1, 2); branch 2: (3, 4) + (10, 20), then times 100
    want = torch.tensor([1 + 10., 20., 1300., 2400., 7.])
    assert torch.equal(block(x).flatten(), want)


def test_it_equals_mmposes_block():
    """With stride 2 and other channels: names and outputs."""
    shortcut = nn.Sequential(nn.Conv2d(64, 96, 1, 2), nn.BatchNorm2d(96))
    ours = ResidualStepsBlock(64, 96, stride=2, downsample=shortcut)
    theirs = RSB(64, 96, stride=2, downsample=shortcut)
    theirs.load_state_dict(ours.state_dict(), strict=True)
    x = torch.randn(2, 64, 6, 6)
    assert torch.equal(ours(x), theirs(x))


@pytest.mark.parametrize('channels, branch', (
    ((64, 256), 26), ((256, 256), 26), ((256, 512), 52)))
def test_with_expansion_branches_depend_on_the_inner_width(channels, branch):
    """26 of 64, whatever the input has."""
    block = ResidualStepsBlock(*channels, expansion=4)
    assert block.branch_channels == branch
    assert block.conv_bn3.out_channels == channels[1]


def test_with_cp_computes_the_same():
    kept = ResidualStepsBlock(16, 16)
    again = ResidualStepsBlock(16, 16, with_cp=True)
    again.load_state_dict(kept.state_dict())
    gradients = []
    for block in (kept, again):
        x = torch.arange(2 * 16 * 16.).view(2, 16, 4, 4).requires_grad_()
        block(x).square().sum().backward()
        gradients.append(block.conv_bn_relu2_1_1.conv.weight.grad)
    assert gradients[0].abs().max() > 0
    assert torch.equal(*gradients)


@pytest.mark.parametrize('cls', (ExtendedResNet, ResNetEncoder))
@pytest.mark.parametrize('depth, blocks', ((18, [2, 2, 2, 2]),
                                           (50, [3, 4, 6, 3])))
def test_every_block_of_a_network(cls, depth, blocks):
    """64 to 512 channels at every depth; layers have the stock names."""
    net = cls(depth, residual_steps=dict(steps=3))
    layers = [getattr(net, name) for name in net.res_layers]
    assert [len(layer) for layer in layers] == blocks
    assert [layer[-1].out_channels for layer in layers] == [64, 128, 256, 512]
    assert all(block.num_steps == 3 and type(block) is ResidualStepsBlock
               for layer in layers for block in layer)


@pytest.mark.parametrize('make, message', (
    (lambda: ResidualStepsBlock(8, 8, steps=1), 'at least 2, got 1'),
    (lambda: ResidualStepsBlock(8, 8, dilation=2), 'dilation=2'),
    (lambda: ExtendedResNet(50, residual_steps={}, fasm={}), 'both given'),
))
def test_invalid_arguments_raise(make, message):
    with pytest.raises(ValueError, match=message):
        make()
