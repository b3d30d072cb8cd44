import pytest
import torch

from mspn_plugin.models.layers import Gate


def test_by_hand():
    """sigmoid(w2 relu(w1 mean)) with means 2 and 4."""
    gate = Gate(2, ratio=2)
    gate.conv1.conv.weight.data = torch.tensor([[1., .5]]).view(1, 2, 1, 1)
    gate.conv2.conv.weight.data = torch.tensor([.5, -.25]).view(2, 1, 1, 1)
    for conv in (gate.conv1, gate.conv2):
        conv.conv.bias.data.zero_()
    x = torch.tensor([[1., 3.], [4., 4.]]).view(1, 2, 1, 2)
    weights = torch.sigmoid(torch.tensor([2., -1.])).view(1, 2, 1, 1)
    assert torch.allclose(gate(x), weights * x)


@pytest.mark.parametrize('ratio', (0, 9))
def test_a_ratio_that_leaves_no_channel_raises(ratio):
    with pytest.raises(ValueError, match=f'ratio of {ratio} leaves'):
        Gate(8, ratio=ratio)
