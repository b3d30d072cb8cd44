import pytest
import torch
import torch.nn.functional as F

from mspn_plugin.models.necks import (
    HourglassDecoder,
    HourglassEncoder,
    MultiStageNeck,
)

WIDTHS = (8, 8, 12)


def down():
    return tuple(
        torch.randn(1, c, 16 >> i, 12 >> i) for i, c in enumerate(WIDTHS))


def test_encoder_pools_between_blocks_and_adds_skips():
    encode = HourglassEncoder(8, channels=WIDTHS, block='conv').eval()
    x, skip = torch.randn(1, 8, 16, 12), torch.randn(1, 8, 16, 12)
    first, second, third = encode(x, (skip, None, None))
    assert torch.equal(first, x + skip)
    assert torch.allclose(second, encode.units[1][1](F.max_pool2d(first, 2)))
    assert third.shape == (1, 12, 4, 3)
    assert encode.out_channels == WIDTHS
    assert all(torch.equal(a, b) for a, b in zip(encode(x), encode(
        x, (None, ) * 3)))


def test_the_decoder_has_the_encoders_widths():
    decode = HourglassDecoder(WIDTHS).eval()
    maps = down()
    fine, middle, coarse = decode(maps)
    assert torch.equal(coarse, decode.laterals[2](maps[2]))
    want = decode.laterals[1](maps[1]) + decode.raises[1](
        coarse).repeat_interleave(2, 2).repeat_interleave(2, 3)
    assert torch.allclose(middle, want, atol=1e-6)
    want = decode.laterals[0](maps[0]) + decode.raises[0](
        want).repeat_interleave(2, 2).repeat_interleave(2, 3)
    assert torch.allclose(fine, decode.last(want), atol=1e-6)


@pytest.mark.parametrize('aggregation', ('StageHandoff',
                                         'CrossStageAggregation',
                                         'GatedAggregation'))
def test_stages_with_and_without_aggregation(aggregation):
    gate = dict(gate=dict(ratio=4)) if 'Gated' in aggregation else {}
    neck = MultiStageNeck(
        WIDTHS,
        num_stages=3,
        handoff_channels=8,
        encoder=dict(type='HourglassEncoder', channels=WIDTHS),
        decoder=dict(type='HourglassDecoder'),
        aggregation=dict(type=aggregation, **gate)).eval()
    stages = neck(down())
    assert [[x.shape[1] for x in maps] for maps in stages
            ] == [list(WIDTHS)] * 3
