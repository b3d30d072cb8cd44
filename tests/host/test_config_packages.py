"""Configs and networks by the name of the package."""

import sys

import pytest
import torch
from mmengine.hub import get_config, get_model
from mmengine.runner import CheckpointLoader

from mspn_plugin.host import config_packages
from tests.installed import BY_NAME, run


def test_names_before_the_package_is_imported(tmp_path):
    run([sys.executable, '-c', BY_NAME], cwd=tmp_path)


def test_a_network_with_its_shipped_weights():
    name = 'mspn_plugin::mspn/quickstart.py'
    config = get_config(name, pretrained=True)
    assert config.model_path.endswith('configs/mspn/quickstart.pth')
    weights = CheckpointLoader.load_checkpoint(
        config.model_path, map_location='cpu')['state_dict']
    model = get_model(name, pretrained=True)
    for key, value in model.state_dict().items():
        if value.is_floating_point():
            assert torch.equal(value, weights[key].float()), key
    other = get_model(name, test_cfg=dict(flip_test=True))
    assert other.test_cfg == config.model.test_cfg  # the config's own
    assert not torch.equal(other.backbone.conv1.weight,
                           model.backbone.conv1.weight)


def test_weights_that_a_metafile_names():
    name = ('mspn_plugin::mspn/'
            'td-hm_2xmspn18-w24_1xb32-5e_lsp-extended-192x144.py')
    assert get_config(name, True).model_path.endswith('mspn/lsp.pth')
    with pytest.raises(FileNotFoundError, match='no shipped weights'):
        get_config(
            'mspn_plugin::mspn/td-hm_4xmspn50_8xb32-96k_coco-256x192.py', True)


def test_a_config_of_mmpose_is_looked_up_once(monkeypatch):
    """mmengine reads all metafiles of mmpose for each name."""
    config_packages._in_package.cache_clear()
    asked = []
    monkeypatch.setattr(config_packages, '_get_cfg_path', lambda *args: (
        asked.append(args), ('path', args[0].partition('::')[0]))[1])
    for _ in range(2):
        assert config_packages.get_cfg_path('mmpose::a.py', 'own.py') == (
            'path', 'mmpose')
        config_packages.get_cfg_path('a.py', 'own.py')
    config_packages._in_package.cache_clear()
    assert asked == [('mmpose::a.py', ''), *[('a.py', 'own.py')] * 2]
