import pytest
import torch
from mmpose.models import CPM
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from mspn_plugin.models.backbones import CPMVariant, PreStage
from mspn_plugin.models.layers import DilationModule, FireModule, Gate
from mspn_plugin.models.necks import ConvolutionMachine


def parts(net, cls) -> int:
    return sum(isinstance(m, cls) for m in net.modules())


def parameters(net) -> int:
    return sum(p.numel() for p in net.parameters())


def test_without_a_variant_it_equals_mmposes():
    ours, stock = CPMVariant(5), CPM(3, 5, num_stages=3)
    stock.load_state_dict(ours.state_dict())
    ours.eval(), stock.eval()
    x = torch.randn(1, 3, 32, 32)
    for a, b in zip(ours(x), stock(x)):
        assert torch.equal(a, b)


@pytest.mark.parametrize('variant, cls, count', (
    ('SQ', FireModule, 2), ('PD', DilationModule, 2), ('Gate', Gate, 5)))
def test_modules_of_the_pilot_study(variant, cls, count):
    net = CPMVariant(5, variant=variant)
    net.eval()  # mmpose's returns None
    assert parts(net, cls) == count
    assert parts(CPMVariant(5), cls) == 0
    stages = net(torch.randn(1, 3, 32, 40))
    assert [tuple(x.shape) for x in stages] == [(1, 5, 4, 5)] * 3
    sum(x.sum() for x in stages).backward()
    assert all(p.grad is not None for p in net.parameters())


@pytest.mark.parametrize('variant', (None, 'SQ', 'PD', 'Gate'))
def test_another_width_reaches_the_stem(variant):
    net = CPMVariant(5, stem_channels=16, feat_channels=16, variant=variant)
    net.eval()
    assert [c.conv.out_channels for c in net.stem if hasattr(c, 'conv')] == [
        16, 16, 16, 32, 64, 64, 5]
    assert [tuple(x.shape) for x in net(torch.randn(1, 3, 32, 40))] == [
        (1, 5, 4, 5)] * 3
    same = CPMVariant(5, stem_channels=128)
    same._narrow(128, dict(type='BN'))  # mmpose's own widths, built again
    same.load_state_dict(CPM(3, 5, num_stages=3).state_dict())


def test_fire_modules_reduce_the_parameters():
    assert parameters(CPMVariant(5, variant='SQ')) < .8 * parameters(
        CPMVariant(5))


def test_mscm_is_lighter_than_cpm():
    """Claim of MSCM's Table 1, counted at 368x368.

    CPM has its six stages and 16 joints, MSCM four stages.
    """
    cpm = CPM(3, 16, num_stages=6)
    machine = nn.Sequential(PreStage(), ConvolutionMachine((32, 256), 16))
    assert parameters(cpm) / parameters(machine) > 5.9
    picture = torch.empty(1, 3, 368, 368, device='meta')
    cost = []
    for net in (cpm, machine):
        net.to('meta').eval()
        with FlopCounterMode(display=False) as flops, torch.no_grad():
            net(picture)
        cost.append(flops.get_total_flops())
    assert cost[0] / cost[1] > 13


def test_an_unknown_variant_raises():
    with pytest.raises(ValueError, match="'SE'.*'SQ', 'PD' or 'Gate'"):
        CPMVariant(5, variant='SE')
