
import pytest
import torch

from mspn_plugin.converters import to_mmpose
from mspn_plugin.converters.reference_networks import build_plugin_mspn
from mspn_plugin.tools import convert
from tests.conftest import ROOT

CONFIG = ROOT / 'configs/mspn/td-hm_mspn50_8xb32-96k_coco-256x192.py'


@pytest.fixture
def run(capsys):
    """The tool's exit code, output and errors."""

    def _run(*args):
        try:
            convert.main([*map(str, args)])
            code = 0
        except SystemExit as stop:
            code = stop.code
        said = capsys.readouterr()
        return code, said.out, said.err

    return _run


def test_conversion_to_ours_and_back(tmp_path, run):
    state = build_plugin_mspn(1).state_dict()
    theirs, mine, back = (
        tmp_path / name for name in ('mmpose.pth', 'ours.pth', 'back.pth'))
    torch.save(dict(state_dict=to_mmpose(state)), theirs)
    code, said, _ = run(theirs, mine, '--config', CONFIG)
    assert code == 0
    assert f'{theirs} (mmpose) -> {mine} (ours)' in said
    found = torch.load(mine, weights_only=True)['state_dict']
    assert all(torch.equal(found[key], state[key]) for key in state)
    assert run(mine, back, '--to', 'mmpose')[0] == 0
    found = torch.load(back, weights_only=True)['state_dict']
    assert found.keys() == to_mmpose(state).keys()
    assert run(mine, back)[0] == 2  # no --config
    code, _, error = run(theirs, back, '--to', 'mmpose')
    assert code == 2 and 'convert them to ours first' in error


def test_a_wrong_file_gives_one_error_and_no_output(tmp_path, run):
    broken, none = tmp_path / 'broken.pth', tmp_path / 'none.pth'
    torch.save(dict(state_dict={'fc.weight': torch.zeros(1)}), broken)
    for source in (broken, tmp_path / 'absent.pth'):
        code, _, error = run(source, none, '--config', CONFIG)
        assert code == 2
        assert str(source) in error.splitlines()[-1]
    assert not none.exists()
