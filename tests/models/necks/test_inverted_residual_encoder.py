import pytest
import torch

from mspn_plugin.models.necks import InvertedResidualEncoder


def test_four_units_and_their_skips():
    encode = InvertedResidualEncoder(
        4, channels=(4, 6, 8, 10), blocks=(1, 2, 1, 1)).eval()
    x = torch.randn(2, 4, 16, 16)
    maps = encode(x)
    assert [tuple(y.shape[1:]) for y in maps] == [(4, 16, 16), (6, 8, 8),
                                                  (8, 4, 4), (10, 2, 2)]
    assert [len(unit) for unit in encode.units] == [1, 2, 1, 1]
    skip = torch.ones_like(maps[0])
    skipped = encode(x, (skip, None, None, None))
    assert torch.equal(skipped[0], maps[0] + 1)
    assert torch.equal(skipped[1], encode.units[1](maps[0] + 1))


def test_expansion_is_relative_to_the_blocks_input():
    encode = InvertedResidualEncoder(4, channels=(6, 8), blocks=(1, 1),
                                     expansion=3)
    assert [unit[0].depthwise_conv.conv.in_channels
            for unit in encode.units] == [12, 18]


def test_another_number_of_blocks_raises():
    with pytest.raises(ValueError, match='blocks=.*channels='):
        InvertedResidualEncoder(4, channels=(4, 6), blocks=(1, ))
