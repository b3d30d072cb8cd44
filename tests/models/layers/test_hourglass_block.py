import pytest
import torch

from mspn_plugin.models.layers import hourglass_block


@pytest.mark.parametrize('name, parameters', (
    ('residual', 8 * 6 + 6 * 6 * 9 + 6 * 12 + 8 * 12 + 2 * (6 + 6 + 12 + 12)),
    ('conv', 8 * 12 * 9 + 2 * 12),
))
def test_shape_and_size(name, parameters):
    block = hourglass_block(name)(8, 12)
    assert block(torch.randn(2, 8, 5, 4)).shape == (2, 12, 5, 4)
    assert sum(p.numel() for p in block.parameters()) == parameters


def test_an_unknown_name_raises():
    with pytest.raises(ValueError, match="'inception'.*conv.*residual"):
        hourglass_block('inception')
