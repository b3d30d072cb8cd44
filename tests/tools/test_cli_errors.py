"""Every tool prints an expected error as one line and exits with 2."""

import argparse
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from mspn_plugin.errors import one_line
from mspn_plugin.tools.mspn import find_tools
from mspn_plugin.tools.options import add_config_options
from tests.conftest import ROOT

CONFIG = str(ROOT / 'configs/mspn/quickstart.py')
TOOLS = sorted(find_tools().values())


def run(tool, *arguments):
    """Run a tool as ``python -m`` does, in this process."""
    sys.argv = [tool, *map(str, arguments)]
    runpy.run_module(f'mspn_plugin.tools.{tool}', run_name='__main__')


@pytest.fixture(autouse=True)
def arguments(monkeypatch):
    monkeypatch.setattr(sys, 'argv', [])


@pytest.mark.parametrize('tool', TOOLS)
def test_help(tool, capsys):
    with pytest.raises(SystemExit) as end:
        run(tool, '--help')
    assert end.value.code == 0
    assert 'usage' in capsys.readouterr().out


@pytest.mark.parametrize('tool, arguments, named', [
    ('compare', [], 'Nothing to compare'),
    ('compare', ['nowhere.py'], 'nowhere.py'),
    ('compare', ['{}/broken.py'], 'broken.py'),
    ('compare', ['{}/no_model.py'], 'model'),
    ('compare', ['{}/wrong_model.py'], 'NoSuchNetwork'),
    ('convert', ['nowhere.pth', '{}/out.pth', '--config', CONFIG], 'nowhere'),
    ('convert', ['{}/text.pth', '{}/out.pth', '--config', CONFIG], 'text.pth'),
    ('convert', ['absent.pth', '{}/out.pth', '--to', 'mmpose'], 'absent.pth'),
    ('convert', ['{}/one.pth', '{}/out.pth', '--config', CONFIG], 'one'),
    ('publish', ['nowhere.pth', '{}/out.pth'], 'nowhere.pth'),
    ('publish', ['{}/text.pth', '{}/out.pth'], 'text.pth'),
    ('publish', ['{}/list.pth', '{}/out.pth'], 'list.pth'),
    ('show', ['nowhere.py', '{}/one.pth'], 'nowhere.py'),
    ('contact_sheet', ['nowhere.py', '{}/one.pth'], 'nowhere.py'),
    ('contact_sheet', [CONFIG, '{}/text.pth'], 'text.pth'),
    ('export', [CONFIG, 'nowhere.pth', '{}/x.onnx'], 'nowhere.pth'),
    ('export', ['{}/no_model.py', '{}/one.pth', '{}/x.onnx'], 'model'),
    ('pose', ['{}/nowhere.jpg'], 'nowhere.jpg'),
    ('train', ['nowhere.py'], 'nowhere.py'),
    ('train', ['{}/broken.py'], 'broken.py'),
    ('train', [CONFIG, '--resume', 'nowhere.pth'], 'no checkpoint nowhere.pt'),
    ('test', ['nowhere.py', '{}/one.pth'], 'nowhere.py'),
    ('test', [CONFIG, 'nowhere.pth'], 'no checkpoint nowhere.pth'),
    ('pose', ['{}/empty'], 'No picture or video is in the folder'),
    ('pose', ['{}/text.pth', '--pose', CONFIG, 'nowhere.pth'], 'nowhere.pth'),
    ('demo_page', ['--whole', '--pose', 'nowhere.py', 'x'], 'nowhere.py'),
    ('lsp_boxes', ['{}'], 'joints.mat'),
    ('lsp_leaks', ['{}'], 'im1001.jpg'),
    ('show', [CONFIG, '{}/text.pth'], 'text.pth'),
    ('render_people', ['{}/text.pth'], 'text.pth'),
])
def test_an_error_is_one_line(tool, arguments, named, tmp_path, capsys):
    (tmp_path / 'empty').mkdir()
    (tmp_path / 'text.pth').write_text('not weights')
    (tmp_path / 'broken.py').write_text('model = dict(')
    (tmp_path / 'no_model.py').write_text('a = 1')
    (tmp_path / 'wrong_model.py').write_text(
        "model = dict(type='NoSuchNetwork')")
    torch.save(dict(state_dict=dict(one=torch.ones(2))), tmp_path / 'one.pth')
    torch.save([1], tmp_path / 'list.pth')
    with pytest.raises(SystemExit) as end:
        run(tool, *(a.format(tmp_path) for a in arguments))
    assert end.value.code == 2
    message = capsys.readouterr().err.strip().splitlines()[-1]
    assert message.startswith('error: ') and named in message
    assert not (tmp_path / 'out.pth').exists()
    assert not Path('out.pth').exists()


#: Imports the tools without the package's ``__init__``, which imports
#: everything, and prints which heavy libraries were imported.
LIGHT = """
import importlib, sys, types
package = types.ModuleType('mspn_plugin')
package.__path__ = ['mspn_plugin']
sys.modules['mspn_plugin'] = package
for tool in sys.argv[1:]:
    importlib.import_module(f'mspn_plugin.tools.{tool}').build_parser()
print(sorted({'torch', 'mmengine', 'mmpose', 'numpy', 'cv2'}
             & set(sys.modules)))
"""


def test_parsers_import_no_heavy_library():
    """So that ``--help`` is fast."""
    tools = [tool for tool in TOOLS if tool not in ('train', 'test')]
    done = subprocess.run([sys.executable, '-c', LIGHT, *tools], cwd=ROOT,
                          capture_output=True, text=True)
    assert done.stdout.strip() == '[]', done.stderr


def test_config_options_are_values():
    parser = argparse.ArgumentParser('tool')
    add_config_options(parser)
    args = parser.parse_args(['--cfg-options', 'a.b=1', 'c=(2,3)', 'd=x'])
    assert args.cfg_options == {'a.b': 1, 'c': (2, 3), 'd': 'x'}
    assert parser.parse_args([]).cfg_options is None


@pytest.mark.parametrize('error, text', [
    (FileNotFoundError(2, 'No such file', 'a b'), "[Errno 2] No such file: "
     "'a b'"),
    (KeyError("no 'x'\n here"), "no 'x' here"), (OSError(), 'OSError')])
def test_the_line_keeps_its_quotes(error, text):
    assert one_line(error) == text
