from importlib.util import find_spec

import pytest

from mspn_plugin.inference import defaults


def test_the_network_for_photographs_is_the_default():
    if find_spec('timm') is None:
        pytest.skip('timm is not installed')
    config, weights = defaults.default_pose()
    assert weights.name == 'people.pth' and config.exists()


def test_without_timm_the_older_network_is_used_with_a_warning(monkeypatch):
    said = []
    monkeypatch.setattr(defaults, 'find_spec', lambda name: None)
    monkeypatch.setattr(defaults, 'print_log',
                        lambda text, **options: said.append(text))
    config, weights = defaults.default_pose()
    assert weights.name == 'lsp.pth' and config.exists()
    assert len(said) == 1 and 'pip install timm' in said[0]
