import pytest
import torch

from mspn_plugin.models.backbones import (
    ConvStem,
    EncoderBackbone,
    HourglassStem,
)


def test_stem_then_encoder():
    net = EncoderBackbone(
        dict(type='HourglassEncoder', channels=(8, 12)),
        stem=dict(type='HourglassStem', out_channels=8)).eval()
    image = torch.randn(1, 3, 32, 48)
    maps = net(image)
    assert [tuple(x.shape) for x in maps] == [(1, 8, 8, 12), (1, 12, 4, 6)]
    want = net.encoder(net.stem(image))
    assert all(torch.equal(a, b) for a, b in zip(maps, want))


@pytest.mark.parametrize('stride, pool, size', (
    (2, True, 8), (2, False, 16), (1, False, 32)))
def test_conv_stem(stride, pool, size):
    stem = ConvStem(5, kernel_size=3, stride=stride, pool=pool)
    assert stem(torch.randn(2, 3, 32, 32)).shape == (2, 5, size, size)


def test_hourglass_stem_is_a_quarter_of_the_image():
    stem = HourglassStem(12, blocks=2)
    assert stem(torch.randn(2, 3, 32, 24)).shape == (2, 12, 8, 6)
    blocks = len(HourglassStem(12).layers) - len(stem.layers)
    assert blocks == 1  # three after the pooling by default


def test_msffn_keeps_the_stem_as_the_finest_map():
    """MSFFN, Sec. 3.1 and 3.2: four units of stride 2 below a 3x3 stem."""
    encoder = dict(
        type='ResNetEncoder',
        depth=18,
        base_channels=4,
        strides=(2, 2, 2, 2),
        keep_input=True)
    net = EncoderBackbone(
        encoder,
        stem=dict(
            type='ConvStem',
            out_channels=6,
            kernel_size=3,
            stride=1,
            pool=False)).eval()
    image = torch.randn(1, 3, 32, 32)
    maps = net(image)
    assert [tuple(x.shape[1:]) for x in maps] == [(6, 32, 32), (4, 16, 16),
                                                  (8, 8, 8), (16, 4, 4),
                                                  (32, 2, 2)]
    assert torch.equal(maps[0], net.stem(image))
    skip = torch.randn_like(maps[0])
    x = net.stem(image)
    with_skip = net.encoder(x, (skip, *(None, ) * 4))
    assert torch.equal(with_skip[0], x + skip)
    assert torch.allclose(with_skip[1], net.encoder.layer1(x + skip))
