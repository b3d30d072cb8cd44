import copy

import pytest
import torch
from torch.nn.modules.batchnorm import _BatchNorm

from mspn_plugin.converters import (
    ConversionError,
    detect_format,
    to_mmpose,
    to_plugin,
)
from mspn_plugin.converters.files import convert_file
from mspn_plugin.converters.key_names import official_key
from mspn_plugin.converters.reference_networks import (
    build_mmpose_mspn,
    build_plugin_mspn,
)
from tests.conftest import ROOT, build, quick_weights, tiny_config


def bottlenecks(num_stages: int):
    """ResNet-50 of width 8; the official code has only bottlenecks."""
    config = tiny_config(num_stages)
    config['backbone'].update(depth=50)
    config['neck'].update(
        in_channels=(32, 64, 128, 256),
        encoder=dict(depth=50, base_channels=8))
    return build(config).eval()


def official(num_stages: int):
    """A network whose convolutions have biases, and its official state."""
    model = bottlenecks(num_stages)
    for m in model.modules():
        if isinstance(m, torch.nn.Conv2d):
            m.bias = torch.nn.Parameter(torch.randn(m.out_channels))
        elif isinstance(m, _BatchNorm):
            torch.nn.init.uniform_(m.running_mean, -1, 1)
            torch.nn.init.uniform_(m.running_var, .5, 2)
    return model, {official_key(k): v for k, v in model.state_dict().items()}


@pytest.fixture(autouse=True)
def quick():
    with quick_weights():
        yield


@pytest.mark.parametrize('num_stages', (1, 2, 3, 4))
def test_official_biases_fold_exactly(num_stages):
    theirs, state = official(num_stages)
    mine = bottlenecks(num_stages)
    assert any(key.endswith('conv.bias') for key in state)
    mine.load_state_dict(to_plugin(state, mine.state_dict()), strict=True)
    picture = torch.randn(2, 3, 96, 64)
    bgr = picture.flip(1)  # as OpenCV reads it, for the official stem
    with torch.no_grad():
        for row, wanted in zip(
                mine.head.heatmaps(mine.extract_feat(picture)),
                theirs.head.heatmaps(theirs.extract_feat(bgr))):
            for got, want in zip(row, wanted):
                assert (got - want).abs().max() <= 1e-5 * want.abs().max()


def test_official_names():
    """As in the official checkpoints; up1 is the coarsest unit."""
    _, state = official(2)
    for key in ('top.conv.conv.weight', 'top.conv.bn.running_var',
                'stage0.downsample.layer1.0.conv_bn_relu1.conv.weight',
                'stage0.downsample.layer1.0.downsample.bn.bias',
                'stage1.downsample.layer4.2.conv_bn_relu3.conv.bias',
                'stage0.upsample.up1.u_skip.conv.weight',
                'stage0.upsample.up4.cross_conv.conv.weight',
                'stage0.upsample.up2.skip1.bn.weight',
                'stage0.upsample.up3.skip2.conv.weight',
                'stage1.upsample.up2.up_conv.conv.weight',
                'stage1.upsample.up4.res_conv1.conv.weight',
                'stage1.upsample.up4.res_conv2.bn.bias'):
        assert key in state, key
    assert not any('up1.up_conv' in key or 'stage1.upsample.up4.cross' in key
                   for key in state)


def test_official_names_of_rsn():
    """Blocks have the authors' names, which mmpose uses too."""
    mine = build_plugin_mspn(2, residual_steps=True)
    state = {official_key(k): v for k, v in mine.state_dict().items()}
    for key in ('stage0.downsample.layer1.0.conv_bn_relu1.conv.weight',
                'stage1.downsample.layer4.2.conv_bn_relu2_4_3.bn.bias',
                'stage1.downsample.layer2.0.conv_bn3.conv.weight'):
        assert key in state, key
    again = to_plugin(state, mine.state_dict())
    for key, value in mine.state_dict().items():
        if key == 'backbone.conv1.weight':
            value = value.flip(1)  # the official stem takes BGR
        assert torch.equal(again[key], value), key


def test_weights_of_mspn_do_not_load_into_rsn():
    with pytest.raises(ConversionError, match='keys too many'):
        to_plugin(
            build_mmpose_mspn(1).state_dict(),
            build_plugin_mspn(1, residual_steps=True).state_dict())


@pytest.mark.parametrize('network, use_prm', (
    ('MSPN', False), ('RSN', False), ('RSN', True)))
@pytest.mark.parametrize('num_stages', (1, 3))
def test_conversion_to_mmpose_and_back(num_stages, network, use_prm):
    """mmpose's network loads every key; see also test_parity_with_mmpose."""
    theirs = build_mmpose_mspn(num_stages, network=network, use_prm=use_prm)
    mine = build_plugin_mspn(
        num_stages, residual_steps=network == 'RSN', use_prm=use_prm)
    back = to_mmpose(mine.state_dict())
    theirs.load_state_dict(back, strict=True)
    again = to_plugin(theirs.state_dict(), mine.state_dict())
    for key, value in mine.state_dict().items():
        assert torch.equal(again[key], value), key


def test_published_weights_of_rsn_fit_the_shipped_config(tmp_path):
    """RSN-18, as mmpose's config builds it: no pose refine machine."""
    theirs = build_mmpose_mspn(1, network='RSN', num_blocks=(2, 2, 2, 2))
    torch.save(theirs.state_dict(), tmp_path / 'rsn18.pth')
    config = ROOT / 'configs/rsn/td-hm_rsn18_8xb32-96k_coco-256x192.py'
    with pytest.raises(ConversionError, match='prm'):
        convert_file(tmp_path / 'rsn18.pth', tmp_path / 'x.pth', config)
    found = convert_file(
        tmp_path / 'rsn18.pth', tmp_path / 'x.pth', config,
        options={'model.head.last_predictor': None})
    assert found.keys == len(theirs.state_dict())


def test_wrappers_and_names_of_mmpose_0():
    mine = bottlenecks(1)
    state = to_mmpose(mine.state_dict())
    old = {
        'module.' + key.replace('head.', 'keypoint_head.', 1): value
        for key, value in state.items()
        if not key.endswith('num_batches_tracked')
    }
    assert detect_format(old) == 'mmpose'
    got = to_plugin(old, mine.state_dict())
    assert got.keys() == mine.state_dict().keys()
    assert torch.equal(got['head.predictors.0.0.mix.conv.weight'],
                       mine.state_dict()['head.predictors.0.0.mix.conv.weight'])


def changed(change):
    state = copy.deepcopy(to_mmpose(bottlenecks(2).state_dict()))
    change(state)
    return state


@pytest.mark.parametrize('change, message', (
    (lambda s: s.pop('backbone.top.top.0.conv.weight'),
     r'0 keys too many, 1 missing \(backbone.top.top.0.conv.weight\)'),
    (lambda s: s.update(more=torch.zeros(1)), r'1 keys too many \(more\)'),
    (lambda s: s.update({
        'head.predict_layers.3.conv_layers.1.conv.weight':
        torch.zeros(14, 12, 3, 3)
    }), r'\(14, 12, 3, 3\) in the checkpoint and \(17, 12, 3, 3\)'),
))
def test_missing_and_unexpected_keys_raise(change, message):
    with pytest.raises(ConversionError, match=message):
        to_plugin(changed(change), bottlenecks(2).state_dict())


def test_another_number_of_stages_raises():
    with pytest.raises(ConversionError, match='missing'):
        to_plugin(
            to_mmpose(bottlenecks(1).state_dict()),
            bottlenecks(2).state_dict())


def test_a_network_that_is_not_mspn_raises():
    with pytest.raises(ConversionError, match='conv1.weight, fc.bias'):
        detect_format({'fc.bias': 0, 'conv1.weight': 0})


@pytest.mark.parametrize('change', (
    dict(backbone=dict(type='ExtendedResNet', fasm=dict(ratio=4))),
    dict(head=dict(predictor=dict(type='DUCPredictor'))),
    dict(neck=dict(aggregation=dict(type='GatedAggregation',
                                    gate=dict(ratio=4)))),
))
def test_parts_that_mmposes_mspn_lacks_raise(change):
    config = tiny_config(2)
    config['backbone'].update(depth=50)
    config['neck'].update(
        in_channels=(32, 64, 128, 256),
        encoder=dict(depth=50, base_channels=8))
    for part, options in change.items():
        config[part].update(options)
    with pytest.raises(ConversionError, match="mmpose's MSPN cannot hold"):
        to_mmpose(build(config).state_dict())


def test_basic_blocks_raise():
    with pytest.raises(ConversionError, match='needs bottlenecks'):
        to_mmpose(build(tiny_config(1)).state_dict())
