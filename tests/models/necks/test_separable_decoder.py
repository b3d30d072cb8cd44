import pytest
import torch
import torch.nn.functional as F

from mspn_plugin.models.necks import SeparableDecoder


def test_every_map_by_the_formula():
    decode = SeparableDecoder((3, 5, 7), channels=(2, 4, 6))
    down = tuple(torch.randn(2, c, n, n) for c, n in ((3, 8), (5, 4), (7, 2)))
    fine, middle, coarse = (
        conv(x) for conv, x in zip(decode.laterals, down))
    up = [coarse]
    for lateral, conv in ((middle, decode.convs[1]), (fine, decode.convs[0])):
        x = lateral + F.interpolate(
            up[-1], scale_factor=2, mode='bilinear', align_corners=False)
        depthwise, pointwise = conv[0].weight, conv[1].conv
        x = F.conv2d(x, depthwise, padding=1, groups=x.shape[1])
        up.append(F.relu(F.conv2d(x, pointwise.weight, pointwise.bias)))
    for ours, wanted in zip(decode(down), up[::-1]):
        assert torch.allclose(ours, wanted, atol=1e-6)
    assert [x.shape[1] for x in decode(down)] == [2, 4, 6]
    assert decode.out_channels == (2, 4, 6)


def test_odd_sizes():
    decode = SeparableDecoder((3, 3), channels=(2, 4))
    up = decode((torch.randn(1, 3, 7, 5), torch.randn(1, 3, 4, 3)))
    assert [tuple(x.shape[2:]) for x in up] == [(7, 5), (4, 3)]


def test_norms_are_optional():
    decode = SeparableDecoder((3, 3), channels=(2, 4),
                              norm_cfg=dict(type='BN'))
    assert isinstance(decode.convs[0][1].norm, torch.nn.BatchNorm2d)


def test_another_number_of_maps_raises():
    with pytest.raises(ValueError, match='for 3 maps'):
        SeparableDecoder((3, 5, 7), channels=(2, 4))
