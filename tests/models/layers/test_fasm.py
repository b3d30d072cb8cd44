import pytest
import torch
import torch.nn.functional as F
from mmpose.models.backbones.resnet import Bottleneck

from mspn_plugin.models.layers import (
    ChannelSelection,
    FASMBottleneck,
    FeatureAggregation,
    FeatureSelection,
    LocationSelection,
)


def randomised(module):
    """Batch norms with random statistics, in evaluation mode."""
    for m in module.modules():
        if isinstance(m, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(m.running_mean, -1, 1)
            torch.nn.init.uniform_(m.running_var, .5, 2)
            torch.nn.init.uniform_(m.weight, .5, 2)
    return module.eval()


def test_fam_by_hand():
    """G doubles: y1 = x1, y2 = 2 (x2 + y1), y3 = 2 (x3 + y2), y4 likewise."""
    fam = FeatureAggregation(4).eval()
    for conv in fam.convs:
        conv.bn.eps = 0.
        torch.nn.init.zeros_(conv.conv.weight)
        conv.conv.weight.data[0, 0, 1, 1] = 2.
    x = torch.tensor([1., 2., 3., 4.]).view(1, 4, 1, 1)
    assert fam(x).flatten().tolist() == [1., 6., 18., 44.]


def test_fam_equals_equation_1():
    fam = randomised(FeatureAggregation(12, splits=3))
    x = torch.randn(2, 12, 5, 6)
    parts = [x[:, :4], x[:, 4:8], x[:, 8:]]
    want = [parts[0]]
    for i in (1, 2):
        layer = fam.convs[i - 1]
        y = F.conv2d(parts[i] + want[-1], layer.conv.weight, padding=1)
        y = F.batch_norm(y, layer.bn.running_mean, layer.bn.running_var,
                         layer.bn.weight, layer.bn.bias)
        want.append(y.relu())
    assert torch.allclose(fam(x), torch.cat(want, 1), atol=1e-5)


def test_fam_with_a_stride_pools_first():
    fam = randomised(FeatureAggregation(8, stride=2))
    x = torch.randn(1, 8, 7, 6)
    plain = FeatureAggregation(8).eval()
    plain.load_state_dict(fam.state_dict())
    assert torch.allclose(fam(x), plain(F.avg_pool2d(x, 3, 2, 1)))


def test_lss_by_hand():
    """Weights 1 and 2: beta = sigmoid(relu(2 relu(x1 + x2)))."""
    lss = LocationSelection(2)
    for conv, weight in ((lss.weigh[0], 1.), (lss.weigh[2], 2.)):
        torch.nn.init.constant_(conv.weight, weight)
        torch.nn.init.zeros_(conv.bias)
    x = torch.tensor([[1., -2.], [1., 1.]]).view(1, 2, 1, 2)
    beta = torch.sigmoid(torch.tensor([4., 0.]))
    assert torch.allclose(lss(x)[0, :, 0], x[0, :, 0] * beta)


def test_cs_by_hand():
    """Mean plus maximum: channel 1 has 2 + 3, channel 2 has 0 + 0."""
    cs = ChannelSelection(2, ratio=2)
    cs.weigh[0].weight.data = torch.tensor([[1., 1.]]).view(1, 2, 1, 1)
    cs.weigh[2].weight.data = torch.tensor([1., -1.]).view(2, 1, 1, 1)
    cs.weigh[0].bias.data.fill_(-1.)
    cs.weigh[2].bias.data.zero_()
    x = torch.tensor([[1., 3.], [0., 0.]]).view(1, 2, 1, 2)
    alpha = torch.sigmoid(torch.tensor([4., -4.])).view(1, 2, 1, 1)
    assert torch.allclose(cs(x), alpha * x)


@pytest.mark.parametrize('order', FeatureSelection.ORDERS)
def test_fsm_equals_equations_2_to_8(order):
    fsm = FeatureSelection(8, order=order, ratio=2)
    x = torch.randn(2, 8, 3, 4)

    def alpha(x):
        z = x.mean((2, 3)) + x.amax((2, 3))
        w1, w2 = fsm.channel.weigh[0], fsm.channel.weigh[2]
        z = (z @ w1.weight[:, :, 0, 0].T + w1.bias).relu()
        return (z @ w2.weight[:, :, 0, 0].T +
                w2.bias).sigmoid()[..., None, None]

    def beta(x):
        w1, w2 = fsm.location.weigh[0], fsm.location.weigh[2]
        y = torch.einsum('bchw,c->bhw', x, w1.weight[0, :, 0, 0]) + w1.bias
        y = (w2.weight.squeeze() * y.relu() + w2.bias).relu()
        return y.sigmoid()[:, None]

    if order == 'parallel':
        want = (x + alpha(x) * x) + (x + beta(x) * x)
    else:
        first, second = (alpha, beta) if order == 'channel_first' else (beta,
                                                                        alpha)
        y = x + first(x) * x
        want = y + second(y) * y
    assert torch.allclose(fsm(x), want, atol=1e-6)


def test_without_modules_it_equals_the_stock_bottleneck():
    ours = FASMBottleneck(16, 16, aggregate=False, selection=None)
    stock = Bottleneck(16, 16)
    stock.load_state_dict(randomised(ours).state_dict())
    x = torch.randn(2, 16, 6, 5)
    assert torch.allclose(ours(x), stock.eval()(x))


def test_the_identity_is_added_once():
    """A branch of zeros leaves relu(x): Eq. 8 with one X."""
    block = FASMBottleneck(64, 64, ratio=4).eval()
    torch.nn.init.zeros_(block.norm3.weight)
    x = torch.randn(1, 64, 4, 4)
    assert torch.equal(block(x), x.relu())


@pytest.mark.parametrize('stride', (1, 2))
def test_checkpointing_changes_no_gradient(stride):
    downsample = torch.nn.Conv2d(8, 64, 1, stride)
    block = FASMBottleneck(8, 64, stride=stride, downsample=downsample)
    x = torch.randn(2, 8, 6, 6, requires_grad=True)
    want, = torch.autograd.grad(block(x).square().sum(), x)
    block.with_cp = True
    got, = torch.autograd.grad(block(x).square().sum(), x)
    assert torch.allclose(got, want, atol=1e-5)


@pytest.mark.parametrize('make, message', (
    (lambda: FeatureAggregation(10, splits=4), '10 channels.*evenly in 4'),
    (lambda: FeatureAggregation(10, splits=0), 'evenly in 0'),
    (lambda: ChannelSelection(8, ratio=16), 'ratio of 16 leaves 0 of 8'),
    (lambda: ChannelSelection(8, ratio=0), 'ratio of 0'),
    (lambda: FeatureSelection(64, order='both'), "'both'.*parallel"),
    (lambda: FASMBottleneck(64, 64, splits=3, ratio=64 * 2),
     'ratio of 128 leaves 0 of 64'),
))
def test_invalid_arguments_raise(make, message):
    with pytest.raises(ValueError, match=message):
        make()
