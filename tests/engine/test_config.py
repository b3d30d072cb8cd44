import pytest
from mmengine.registry import DefaultScope, init_default_scope

from mspn_plugin.engine.config import load_config, shipped_config
from tests.conftest import ROOT

QUICKSTART = ROOT / 'configs/mspn/quickstart.py'


def test_options_override_the_config_and_the_scope_is_set():
    init_default_scope('mmengine')
    config = load_config(QUICKSTART, {'model.head.out_channels': 5})
    assert config.model.head.out_channels == 5
    assert DefaultScope.get_current_instance().scope_name == 'mmpose'


@pytest.mark.parametrize('text, message', [
    ('model = dict(', 'x.py is not a config'),
    ('a = 1', 'x.py has no `model`'),
])
def test_a_wrong_config_is_named(tmp_path, text, message):
    (tmp_path / 'x.py').write_text(text)
    with pytest.raises(ValueError, match=message):
        load_config(tmp_path / 'x.py')


def test_a_missing_config_is_named():
    with pytest.raises(FileNotFoundError, match='nowhere.py'):
        load_config('nowhere.py')


def test_shipped_files_are_found():
    assert shipped_config('mspn/quickstart.py') == QUICKSTART
    assert shipped_config('mspn').is_dir()
    with pytest.raises(FileNotFoundError, match='configs/nowhere.py'):
        shipped_config('nowhere.py')
