"""Tensors under the names of efficientnet_lite_pytorch, from timm's."""

import re

import pytest
import torch

from mspn_plugin.models.backbones import TimmBackbone
from mspn_plugin.tools.efficientnet_lite import main

timm = pytest.importorskip('timm')
NAME = 'tf_efficientnet_lite0'
#: timm's layer of an inverted residual -> the package's.
LAYERS = dict(conv_pw='_expand_conv', bn1='_bn0', conv_dw='_depthwise_conv',
              bn2='_bn1', conv_pwl='_project_conv', bn3='_bn2')
FIRST = dict(conv_dw='_depthwise_conv', bn1='_bn1', conv_pw='_project_conv',
             bn2='_bn2')
ENDS = dict(conv_stem='_conv_stem', bn1='_bn0', conv_head='_conv_head',
            bn2='_bn1', classifier='_fc')


def package_names(net):
    """timm's network's state dict as the package names it."""
    number, seen, state = -1, None, {}
    for key, tensor in net.state_dict().items():
        block = re.match(r'blocks\.(\d\.\d)\.(\w+)\.(.*)', key)
        if block:
            number += block[1] != seen
            seen = block[1]
            names = LAYERS if number else FIRST
            state[f'_blocks.{number}.{names[block[2]]}.{block[3]}'] = tensor
        else:
            layer, _, rest = key.partition('.')
            state[f'{ENDS[layer]}.{rest}'] = tensor
    return state


@pytest.fixture
def source(tmp_path):
    net = timm.create_model(NAME)
    torch.save(package_names(net), tmp_path / 'source.pth')
    return net, tmp_path / 'source.pth'


def test_the_checkpoint_initialises_the_backbone(source, tmp_path, capsys):
    net, file = source
    main([str(file), str(tmp_path / 'timm.pth')])
    assert '296 tensors' in capsys.readouterr().out
    backbone = TimmBackbone(
        NAME,
        layers=('blocks.1', 'blocks.2', 'blocks.4', 'bn2'),
        init_cfg=dict(type='Pretrained',
                      checkpoint=str(tmp_path / 'timm.pth')))
    backbone.init_weights()
    x = torch.rand(1, 3, 64, 64)
    assert torch.equal(backbone.eval()(x)[-1],
                       net.eval().bn2(net.conv_head(net.blocks(net.bn1(
                           net.conv_stem(x))))))


def test_another_network_is_refused(source, tmp_path, capsys):
    with pytest.raises(SystemExit):
        main([str(source[1]), str(tmp_path / 'timm.pth'),
              '--name', 'tf_efficientnet_lite1'])
    assert 'tf_efficientnet_lite1' in capsys.readouterr().err
    assert not (tmp_path / 'timm.pth').exists()
