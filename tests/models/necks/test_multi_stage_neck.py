import pytest
import torch

from mspn_plugin.models.necks import (
    CrossStageAggregation,
    GatedAggregation,
    GlobalNetDecoder,
    ResNetEncoder,
    StageHandoff,
)
from tests.conftest import build, tiny_config

WIDTHS = (8, 16, 32, 64)


def pyramid(widths=WIDTHS, size=16):
    return tuple(
        torch.randn(2, c, size >> i, size >> i) for i, c in enumerate(widths))


def neck(num_stages=3, **kwargs):
    return build({**tiny_config(num_stages)['neck'], **kwargs})


@pytest.mark.parametrize('num_stages', (1, 2, 4))
def test_one_pyramid_per_stage_in_stride_order(num_stages):
    stages = neck(num_stages)(pyramid())
    assert [[tuple(x.shape) for x in maps] for maps in stages
            ] == [[(2, 12, 16 >> i, 16 >> i) for i in range(4)]] * num_stages


def test_decoder_by_hand():
    """Unit weights: up_i = relu(down_i + up_{i+1}), resized."""
    decode = GlobalNetDecoder((1, 1), channels=1).eval()
    for conv in (*decode.laterals, *decode.raises):
        torch.nn.init.ones_(conv.conv.weight)
        conv.bn.eps = 0.
    down = (torch.tensor([[[[1., -9.], [0., 2.]]]]),
            torch.tensor([[[[3.]]]]))
    fine, coarse = decode(down)
    assert coarse.tolist() == [[[[3.]]]]
    assert fine.tolist() == [[[[4., 0.], [3., 5.]]]]


def test_encoder_adds_each_skip_after_its_unit():
    encode = ResNetEncoder(18, in_channels=8, base_channels=8)
    encode.eval()  # mmpose's ResNet returns None from it
    x = torch.randn(1, 8, 16, 16)
    plain = encode(x, (None, ) * 4)
    skip = torch.randn_like(plain[0])
    first, second, *_ = encode(x, (skip, None, None, None))
    assert torch.allclose(first, plain[0] + skip)
    assert torch.allclose(second, encode.layer2(first))
    last = encode(x, (None, None, None, torch.ones_like(plain[3])))
    assert torch.allclose(last[3], plain[3] + 1)


def test_an_encoder_of_two_units():
    options = dict(in_channels=8, base_channels=8)
    encode = ResNetEncoder(18, num_stages=2, **options)
    whole = ResNetEncoder(18, **options)
    encode.load_state_dict(whole.state_dict(), strict=False)
    encode.eval()
    whole.eval()
    x = torch.randn(1, 8, 16, 16)
    assert encode.out_channels == (8, 16) == whole.out_channels[:2]
    for two, four in zip(encode(x), whole(x)):
        assert torch.equal(two, four)
    assert len(encode(x)) == 2
    for change, says in ((dict(num_stages=5), '1 to 4 units'),
                         (dict(strides=(1, 2)), 'has not num_stages=4')):
        with pytest.raises(ValueError, match=says):
            ResNetEncoder(18, **options, **change)


def test_aggregation_is_the_sum_of_two_flows():
    aggregate = CrossStageAggregation(
        WIDTHS, (12, ) * 4, WIDTHS, out_channels=8).eval()
    down, up = pyramid(), pyramid((12, ) * 4)
    x, skips = aggregate(down, up)
    assert torch.allclose(x, aggregate.handoff(up[0]))
    for i in range(4):
        want = aggregate.from_down[i](down[i]) + aggregate.from_up[i](up[i])
        assert torch.allclose(skips[i], want)
    assert [s.shape for s in skips] == [d.shape for d in down]


def test_gated_aggregation_weighs_the_channels_of_the_sum():
    aggregate = GatedAggregation(
        WIDTHS, (12, ) * 4, WIDTHS, out_channels=8, gate=dict(ratio=4)).eval()
    plain = CrossStageAggregation(
        WIDTHS, (12, ) * 4, WIDTHS, out_channels=8).eval()
    plain.load_state_dict(aggregate.state_dict(), strict=False)
    down, up = pyramid(), pyramid((12, ) * 4)
    _, gated = aggregate(down, up)
    for skip, got in zip(plain(down, up)[1], gated):
        total = skip.sum((0, 2, 3), keepdim=True)
        weight = got.sum((2, 3), keepdim=True) / skip.sum(
            (2, 3), keepdim=True).clamp(min=1e-9)
        assert torch.allclose(got, weight * skip, atol=1e-4)
        seen = weight[(total > 0).expand_as(weight)]
        assert (seen > 0).all() and (seen < 1).all()


def test_the_first_stage_may_have_another_architecture():
    """Skips have the channels of the stage that they go to."""
    mixed = build(
        dict(
            type='MultiStageNeck',
            in_channels=(3, 5, 7, 9),
            num_stages=3,
            handoff_channels=8,
            encoder=dict(depth=18, base_channels=8),
            decoder=dict(channels=12)))
    assert [len(d.laterals) for d in mixed.decoders] == [4, 4, 4]
    assert [a.from_down[0].in_channels for a in mixed.aggregations] == [3, 8]
    assert [a.from_down[0].out_channels for a in mixed.aggregations] == [8, 8]
    assert len(mixed(pyramid((3, 5, 7, 9)))) == 3


def test_the_ablation_passes_only_the_finest_map():
    handoff = StageHandoff(WIDTHS, (12, ) * 4, WIDTHS, out_channels=8)
    _, skips = handoff(pyramid(), pyramid((12, ) * 4))
    assert skips == (None, ) * 4
    plain = neck(2, aggregation=dict(type='StageHandoff'))
    assert len(plain(pyramid())) == 2
    names = {name for name, _ in plain.named_parameters()}
    assert not any('from_' in name for name in names)


def norms(module):
    return [
        m for m in module.modules()
        if isinstance(m, (torch.nn.modules.batchnorm._NormBase,
                          torch.nn.GroupNorm))
    ]


def test_norm_cfg_reaches_every_norm():
    group = dict(type='GN', num_groups=2)
    config = tiny_config(2, norm_cfg=group, out_channels=18)
    config['backbone'].update(norm_cfg=group)
    config['neck'].update(norm_cfg=group)
    model = build(config)
    found = norms(model)
    assert len(found) == len(norms(build(tiny_config(2))))
    assert all(isinstance(m, torch.nn.GroupNorm) for m in found)


def test_pretrained_weights_load_into_every_encoder(tmp_path):
    """A file with torchvision's names, through init_cfg alone."""
    torchvision = pytest.importorskip('torchvision')
    state = torchvision.models.resnet18(weights=None).state_dict()
    torch.save(state, tmp_path / 'resnet18.pth')
    pretrained = dict(
        type='Pretrained', checkpoint=str(tmp_path / 'resnet18.pth'))
    config = tiny_config(3)
    config['backbone'] = dict(
        type='ResNet', depth=18, out_indices=(0, 1, 2, 3), init_cfg=pretrained)
    config['neck'].update(
        in_channels=(64, 128, 256, 512),
        handoff_channels=64,
        encoder=dict(depth=18, init_cfg=pretrained))
    model = build(config)
    model.init_weights()
    layers = {k: v for k, v in state.items() if k.startswith('layer')}
    assert len(layers) > 100
    for encoder in (model.backbone, *model.neck.encoders):
        own = encoder.state_dict()
        for key, value in layers.items():
            assert torch.equal(own[key], value), key


@pytest.mark.parametrize('change, message', (
    (dict(num_stages=0), 'num_stages must be at least 1, got 0'),
    (dict(encoder=None), 'num_stages=3 needs an encoder'),
    (dict(in_channels=(8, 16)), r'\(8, 16\).*\(8, 16, 32, 64\)'),
))
def test_invalid_arguments_raise(change, message):
    with pytest.raises(ValueError, match=message):
        neck(**change)
