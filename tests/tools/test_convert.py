import subprocess
import sys

import torch

from mspn_plugin.converters import to_theirs
from mspn_plugin.converters.peer import ours
from tests.conftest import ROOT

CONFIG = ROOT / 'configs/mspn/td-hm_mspn50_8xb32-90k_coco-256x192.py'


def convert(*args):
    return subprocess.run(
        [sys.executable, '-m', 'mspn_plugin.tools.convert', *map(str, args)],
        capture_output=True,
        text=True)


def test_there_and_back_and_clear_errors(tmp_path):
    state = ours(1).state_dict()
    theirs, mine, back, broken = (
        tmp_path / name
        for name in ('mmpose.pth', 'ours.pth', 'back.pth', 'broken.pth'))
    torch.save(dict(state_dict=to_theirs(state)), theirs)
    done = convert(theirs, mine, '--config', CONFIG)
    assert done.returncode == 0, done.stderr
    assert f'{theirs} (mmpose) -> {mine} (ours)' in done.stdout
    found = torch.load(mine, weights_only=True)['state_dict']
    assert all(torch.equal(found[key], state[key]) for key in state)
    done = convert(mine, back, '--to', 'mmpose')
    assert done.returncode == 0, done.stderr
    found = torch.load(back, weights_only=True)['state_dict']
    assert found.keys() == to_theirs(state).keys()

    torch.save(dict(state_dict={'fc.weight': torch.zeros(1)}), broken)
    for source in (broken, tmp_path / 'absent.pth'):
        done = convert(source, tmp_path / 'none.pth', '--config', CONFIG)
        assert done.returncode == 2
        assert str(source) in done.stderr.splitlines()[-1]
        assert 'Traceback' not in done.stderr
    assert not (tmp_path / 'none.pth').exists()
    assert convert(mine, back).returncode == 2  # no --config

