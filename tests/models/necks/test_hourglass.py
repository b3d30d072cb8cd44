import pytest
import torch
import torch.nn.functional as F

from mspn_plugin.models.necks import (
    HourglassDecoder,
    HourglassEncoder,
    MultiStageNeck,
    StackedHourglassNeck,
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


@pytest.mark.parametrize('aggregation', ('StageHandoff',
                                         'CrossStageAggregation'))
def test_a_stage_gets_input_features_and_heatmaps(aggregation):
    """Newell's sum, by hand; the neck's finest maps are the heatmaps."""
    neck = StackedHourglassNeck(
        WIDTHS,
        5,
        num_stages=2,
        encoder=dict(type='HourglassEncoder', channels=WIDTHS),
        decoder=dict(type='HourglassDecoder'),
        aggregation=dict(type=aggregation, rectify=False),
        predictor=dict(kernel_size=1)).eval()
    maps = down()
    first, second = neck(maps)
    up = neck.decoders[0](maps)
    heatmaps = neck.predictors[0].predict(neck.predictors[0].mix(up[0]))
    assert torch.allclose(first[0], heatmaps, atol=1e-6)
    assert all(torch.equal(a, b) for a, b in zip(first[1:], up[1:]))
    features = neck.aggregations[0].handoff(up[0])
    assert (features < 0).any()  # not rectified
    x = maps[0] + features + neck.remaps[0](heatmaps)
    _, skips = neck.aggregations[0](maps, up)
    want = neck.decoders[1](neck.encoders[0](x, skips))
    assert torch.allclose(
        second[0], neck.predictors[1](want[0], (16, 12)), atol=1e-5)
    assert [c.shape[1] for c in second] == [5, 8, 12]
    neck.truncate(1)
    assert torch.equal(neck(maps)[0][0], first[0])
    assert not neck.remaps and len(neck.predictors) == 1
