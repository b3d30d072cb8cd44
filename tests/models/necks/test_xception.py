import torch
import torch.nn.functional as F

from mspn_plugin.models.necks import XceptionEncoder
from mspn_plugin.models.necks.xception import XceptionBlock


def test_a_block_is_three_separable_convolutions_and_a_shortcut():
    block = XceptionBlock(4, 6, stride=2, norm_cfg=None).eval()
    x = torch.randn(2, 4, 8, 6)
    y = x
    for i, layer in enumerate(block.convs):
        depth, point = layer.depthwise_conv.conv, layer.pointwise_conv.conv
        y = F.conv2d(y, depth.weight, depth.bias, 2 if i == 0 else 1, 1,
                     groups=y.shape[1])
        y = F.conv2d(y, point.weight, point.bias)
        y = y.relu() if i < 2 else y
    assert torch.allclose(
        block(x), (y + block.shortcut(x)).relu(), atol=1e-6)


def test_four_units_with_the_given_numbers_of_blocks():
    encode = XceptionEncoder(4, channels=(4, 6, 8, 10), blocks=(1, 2, 3, 1))
    assert [len(unit) for unit in encode.units] == [1, 2, 3, 1]
    maps = encode(torch.randn(2, 4, 16, 16))
    assert [tuple(x.shape[1:]) for x in maps] == [(4, 16, 16), (6, 8, 8),
                                                  (8, 4, 4), (10, 2, 2)]
    assert isinstance(encode.units[0][0].shortcut, torch.nn.Identity)
