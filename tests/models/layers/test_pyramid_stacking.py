import torch

from mspn_plugin.models.layers import PyramidStacking


def test_by_hand():
    """The maximum of each window, and its sum, at every second cell."""
    stack = PyramidStacking(1)
    torch.nn.init.ones_(stack.conv.conv.weight)
    torch.nn.init.zeros_(stack.conv.conv.bias)
    x = torch.arange(16.).view(1, 1, 4, 4)
    pooled, convolved = stack(x)[0]
    assert pooled.tolist() == [[5, 7], [13, 15]]
    assert convolved.tolist() == [[0 + 1 + 4 + 5, 1 + 2 + 3 + 5 + 6 + 7],
                                  [4 + 5 + 8 + 9 + 12 + 13, 90]]


def test_size_is_halved_and_channels_doubled():
    stack = PyramidStacking(6, norm_cfg=dict(type='BN'))
    assert stack(torch.randn(2, 6, 7, 10)).shape == (2, 12, 4, 5)
    assert stack.out_channels == 12
