import pytest
import torch
from mmengine.config import ConfigDict
from torch import nn

from mspn_plugin.comparison.counting import build_on_meta, count_cost
from mspn_plugin.engine.peak_memory import PeakMemory
from tests.conftest import tiny_config


def test_freed_tensors_are_not_counted():
    with PeakMemory() as peak:
        a = torch.zeros(1000)  # 4,000 bytes
        b = a + 1  # 8,000
        del a  # 4,000
        c = b * 2  # 8,000
        c.view(10, 100).add_(1)  # no tensor of its own
        del b, c
        d = torch.zeros(500, dtype=torch.float64)  # 4,000
        del d
    assert peak.bytes == 8000


def test_tensors_of_autograd_are_counted():
    x = torch.zeros(1000)
    layer = nn.Sequential(*[nn.Sigmoid() for _ in range(5)])
    with PeakMemory() as without, torch.no_grad():
        layer(x)
    with PeakMemory() as training:
        layer(x.requires_grad_())
    assert without.bytes == 8000  # one in, one out
    assert training.bytes == 5 * 4000


def test_weights_and_the_picture_are_not_counted():
    layer = nn.Conv2d(3, 4, 1, bias=False)
    picture = torch.zeros(1, 3, 10, 10)
    with PeakMemory() as peak, torch.no_grad():
        layer(picture)
    assert peak.bytes == 4 * 10 * 10 * 4


def test_meta_and_cpu_give_the_same_count():
    network = build_on_meta(ConfigDict(tiny_config()))
    assert next(network.parameters()).is_meta
    counted = count_cost(network)
    network = network.to_empty(device='cpu').eval()
    picture = torch.zeros(1, 3, 96, 64)
    with PeakMemory() as peak, torch.no_grad():
        network(picture, None, mode='tensor')
    # the counts differ a little in the norms' statistics
    assert counted.memory == pytest.approx(peak.bytes, rel=.01)


def test_parts_add_up_and_stages_are_separate():
    """One more stage costs as much as stage 2; other parts do not change."""
    two, three = (
        count_cost(build_on_meta(ConfigDict(tiny_config(n)))) for n in (2, 3))
    assert list(three.parts) == ['backbone', 'neck, stage 1', 'neck, stage 2',
                                 'neck, stage 3', 'head']
    assert sum(three.parts.values()) == three.multiply_adds
    assert three.parts['neck, stage 3'] == two.parts['neck, stage 2']
    for part in two.parts:
        assert two.parts[part] == three.parts[part]
    # only the decoder: four 1x1 to 12 channels, three more between scales
    cells = 24 * 16
    widths = (8, 16, 32, 64)
    laterals = sum(12 * w * cells // 4**i for i, w in enumerate(widths))
    raises = sum(12 * 12 * cells // 4**i for i in range(1, 4))
    assert two.parts['neck, stage 1'] == laterals + raises
