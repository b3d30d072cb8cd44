import torch
from mmpose.models import HourglassNet

from mspn_plugin.models.backbones import NarrowHourglass

SMALL = dict(downsample_times=1, num_stacks=2, stage_blocks=(1, 1),
             feat_channel=16)


def test_at_mmposes_width_it_equals_mmposes():
    stock = HourglassNet(stage_channels=(256, 256), **SMALL)
    ours = NarrowHourglass(stage_channels=(256, 256), **SMALL)
    ours.load_state_dict(stock.state_dict())
    ours.eval(), stock.eval()
    x = torch.randn(1, 3, 32, 24)
    for a, b in zip(ours(x), stock(x)):
        assert torch.equal(a, b)


def test_at_another_width():
    net = NarrowHourglass(stage_channels=(8, 12), **SMALL)
    net.eval()
    assert [tuple(x.shape) for x in net(torch.randn(1, 3, 32, 24))] == [
        (1, 16, 8, 6)] * 2
