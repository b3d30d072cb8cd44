import sys

import pytest
import torch
from mmengine.runner import save_checkpoint

from mspn_plugin.engine.deploy import fuse_conv_bn
from mspn_plugin.models.backbones import TimmBackbone

timm = pytest.importorskip('timm')
LAYERS = ('blocks.1', 'blocks.2', 'blocks.3', 'bn2')


def assert_close(a, b):
    """Equal up to rounding in float64."""
    assert (a - b).abs().max() < 1e-9 * a.abs().max()


def with_statistics(backbone):
    """Give the norms random statistics and weights."""
    for module in backbone.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.normal_(module.running_mean, std=0.1)
            torch.nn.init.uniform_(module.running_var, 0.5, 2)
            torch.nn.init.uniform_(module.weight, 0.5, 2)
            torch.nn.init.normal_(module.bias, std=0.1)
    return backbone.eval().double()


@pytest.mark.parametrize('name', ['resnet18', 'mobilenetv2_035',
                                  'hrnet_w18_small'])
def test_maps_have_the_four_strides(name):
    maps = TimmBackbone(name)(torch.rand(1, 3, 64, 96))
    assert [tuple(x.shape[2:]) for x in maps] == [(16, 24), (8, 12), (4, 6),
                                                  (2, 3)]


def test_maps_of_transformers_are_channels_first():
    backbone = TimmBackbone('swin_tiny_patch4_window7_224', img_size=64)
    maps = backbone(torch.rand(1, 3, 64, 64))
    assert [x.shape[1] for x in maps] == [96, 192, 384, 768]


def test_the_maps_are_timms_own():
    backbone = TimmBackbone('mobilenetv2_035').eval()
    net = timm.create_model('mobilenetv2_035', features_only=True).eval()
    net.load_state_dict(backbone.net.state_dict())
    x = torch.rand(1, 3, 64, 64)
    for ours, theirs in zip(backbone(x), net(x)[1:]):
        assert torch.equal(ours, theirs)


def test_layers_are_found_by_name():
    backbone = TimmBackbone('mobilenetv2_035', layers=LAYERS).eval()
    net = timm.create_model('mobilenetv2_035').eval()
    backbone.load_state_dict(net.state_dict())
    x = torch.rand(1, 3, 64, 64)
    y = net.bn1(net.conv_stem(x))
    for i, block in enumerate(net.blocks):
        y = block(y)
        if 1 <= i <= 3:
            assert torch.equal(backbone(x)[i - 1], y)
    assert torch.equal(backbone(x)[3], net.bn2(net.conv_head(y)))


def test_folding_keeps_the_output_and_removes_norms():
    backbone = with_statistics(TimmBackbone('mobilenetv2_035', layers=LAYERS))
    folded = TimmBackbone('mobilenetv2_035', layers=LAYERS, fold=True).eval()
    folded.double().load_state_dict(backbone.state_dict())
    assert not any(isinstance(m, torch.nn.BatchNorm2d)
                   for m in folded.modules())
    x = torch.rand(2, 3, 64, 64).double()
    for a, b in zip(backbone(x), folded(x)):
        assert_close(a, b)


def test_folded_weights_load_again():
    one, two = (TimmBackbone('mobilenetv2_035', fold=True) for _ in 'ab')
    two.load_state_dict(one.state_dict())
    x = torch.rand(1, 3, 64, 64)
    assert all(torch.equal(a, b) for a, b in zip(one(x), two(x)))


def test_deploying_keeps_the_activations():
    backbone = with_statistics(TimmBackbone('mobilenetv2_035'))
    x = torch.rand(1, 3, 64, 64).double()
    before = backbone(x)
    backbone.switch_to_deploy()
    fuse_conv_bn(backbone)
    assert not any(isinstance(m, torch.nn.BatchNorm2d)
                   for m in backbone.modules())
    for a, b in zip(before, backbone(x)):
        assert_close(a, b)


def test_weights_with_timms_names_by_init_cfg(tmp_path):
    net = timm.create_model('mobilenetv2_035')
    path = tmp_path / 'weights.pth'
    save_checkpoint(dict(state_dict=net.state_dict()), str(path))
    backbone = TimmBackbone(
        'mobilenetv2_035',
        init_cfg=dict(type='Pretrained', checkpoint=str(path)))
    backbone.init_weights()
    assert torch.equal(backbone.net.conv_stem.weight, net.conv_stem.weight)
    assert torch.equal(backbone.net.blocks[4][0].bn2.running_var,
                       net.blocks[4][0].bn2.running_var)


def test_an_unknown_layer_is_named():
    with pytest.raises(ValueError, match="no layer 'blocks.9'"):
        TimmBackbone('mobilenetv2_035', layers=('blocks.1', 'blocks.9'))


def test_a_network_without_the_strides_raises():
    with pytest.raises(ValueError, match='maps of strides'):
        TimmBackbone('vit_tiny_patch16_224')


def test_without_timm_the_command_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, 'timm', None)
    with pytest.raises(ImportError, match='pip install timm'):
        TimmBackbone('resnet18')


def test_the_wide_mobilenet_is_timms_of_another_width():
    """Names of timm's own, channels times 1.75, the last layer's 1,280."""
    wide = TimmBackbone('mobilenetv2_175', layers=LAYERS, pad_type='same')
    timms = TimmBackbone('mobilenetv2_140', layers=LAYERS, pad_type='same')
    assert list(wide.state_dict()) == list(timms.state_dict())
    maps = wide(torch.rand(1, 3, 64, 64))
    assert [x.shape[1] for x in maps] == [40, 56, 112, 1280]
    net = wide.net
    assert [net.conv_stem.out_channels] + [
        block[-1].state_dict()[key].shape[0] for block, key in zip(
            net.blocks, ['conv_pw.weight'] + 6 * ['conv_pwl.weight'])
    ] == [56, 32, 40, 56, 112, 168, 280, 560]


@pytest.mark.parametrize('options', [dict(layers=LAYERS, pretrained=True),
                                     dict()])
def test_the_wide_mobilenet_has_no_weights_and_needs_layers(options):
    with pytest.raises(ValueError, match='mobilenetv2_175'):
        TimmBackbone('mobilenetv2_175', **options)


def test_frozen_weights_stay_as_they_are():
    backbone = TimmBackbone('mobilenetv2_035', frozen=True)
    before = {k: v.clone() for k, v in backbone.state_dict().items()}
    backbone.train()
    assert not any(x.requires_grad for x in backbone(torch.rand(2, 3, 64, 64)))
    for key, value in backbone.state_dict().items():
        assert torch.equal(value, before[key])
    assert all(x.requires_grad for x in TimmBackbone(
        'mobilenetv2_035')(torch.rand(2, 3, 64, 64)))
