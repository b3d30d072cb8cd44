"""``mspn``: help without heavy imports, all commands, their options."""

import argparse
import ast
import gc
import json
import multiprocessing
import subprocess
import sys
from pathlib import Path

import mmpose
import pytest

import mspn_plugin
from mspn_plugin import startup
from mspn_plugin.tools import mspn, test, train
from mspn_plugin.tools.options import new_parser, parse
from tests.conftest import ROOT

HELP = """
import json, sys
sys.argv = ['mspn']
from importlib import import_module
from mspn_plugin.tools.mspn import build_parser, find_tools
texts = {'': build_parser().format_help()}
for command, module in find_tools().items():
    sys.argv = [f'mspn {command}']
    parser = import_module(f'mspn_plugin.tools.{module}').build_parser()
    texts[command] = parser.format_help()
    bare = [a.dest for a in parser._actions if not a.help]
    assert not bare, f'{command} has options without help: {bare}'
print(json.dumps(dict(texts=texts, modules=list(sys.modules))))
"""


@pytest.fixture(scope='module')
def printed() -> dict:
    """Help of all commands, and modules that were imported for it."""
    done = subprocess.run([sys.executable, '-c', HELP], cwd=ROOT, text=True,
                          capture_output=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_help_imports_no_library(printed):
    names = {name.split('.')[0] for name in printed['modules']}
    assert not names & {'torch', 'numpy', 'mmengine', 'mmpose', 'cv2', 'PIL',
                        'matplotlib', 'pkg_resources'}


def test_every_command_has_an_example(printed):
    for command, text in printed['texts'].items():
        if command:
            assert text.startswith(f'usage: mspn {command} ')
            assert f'    mspn {command}' in text, command
            assert f'    {command}' in printed['texts']['']


def test_the_commands_are_the_tools():
    found = mspn.find_tools()
    assert {'pose', 'page', 'train', 'test', 'compare', 'show', 'export',
            'convert', 'benchmark', 'doctor'} <= set(found)
    assert found['page'] == 'demo_page'
    assert not {'options', 'mspn', 'cli-errors'} & set(found)


@pytest.mark.parametrize('module', sorted(mspn.find_tools().values()))
def test_every_tool_reads_its_arguments_before_it_registers(module):
    """Otherwise it would run without the package's classes."""
    source = (ROOT / f'mspn_plugin/tools/{module}.py').read_text()
    assert ' parse(' in source and 'new_parser(__doc__)' in source
    assert '.parse_args(' not in source


@pytest.mark.parametrize('script, tool', [('train', train), ('test', test)])
def test_the_options_are_those_of_mmpose(script, tool):
    path = Path(mmpose.__file__).parent / f'.mim/tools/{script}.py'
    calls = [node for node in ast.walk(ast.parse(path.read_text()))
             if isinstance(node, ast.Call)
             and getattr(node.func, 'attr', '') == 'add_argument']
    theirs = {ast.literal_eval(name) for call in calls for name in call.args}
    ours = set()
    for action in tool.build_parser()._actions:
        ours |= set(action.option_strings or [action.dest])
    assert ours - {'-h', '--help', '--ensemble'} == theirs


@pytest.mark.parametrize('given, passed', [
    (['c.py', 'a.pth'], ['c.py', 'a.pth']),
    (['c.py', 'a.pth', '--ensemble', 'b.pth', '--ensemble=c.pth'],
     ['c.py', 'a.pth', '--cfg-options',
      'model.deploy.ensemble=[b.pth,c.pth]']),
    (['--cfg-options', 'x=1', '--ensemble', 'b.pth', '--out', 'o'],
     ['--cfg-options', 'model.deploy.ensemble=[b.pth]', 'x=1', '--out',
      'o'])])
def test_an_ensemble_is_a_change_of_the_config(given, passed):
    assert test.script_arguments(given) == passed


def test_a_command_gets_its_arguments(monkeypatch, capsys):
    monkeypatch.setattr(sys, 'argv', ['mspn'])
    with pytest.raises(SystemExit) as end:
        mspn.main(['pose', '/nowhere.jpg', '--out', '/nowhere/out'])
    assert end.value.code == 2
    assert 'There is no /nowhere.jpg' in capsys.readouterr().err


@pytest.mark.parametrize('argv, code, said', [
    ([], 0, 'commands:'), (['--help'], 0, 'commands:'),
    (['--version'], 0, 'mspn_plugin 0'),
    (['pse'], 2, "no command 'pse'; did you mean 'pose'?"),
    (['quux'], 2, "no command 'quux'; choose one of benchmark, "),
    (['--pose'], 2, 'unrecognized arguments'),
])
def test_what_is_no_command(argv, code, said, capsys):
    with pytest.raises(SystemExit) as end:
        mspn.main(argv)
    assert end.value.code == code
    captured = capsys.readouterr()
    assert said in captured.out + captured.err


@pytest.mark.parametrize('argv, original, expected', [
    (['-m', '--help'], ['python', '-m', 'mspn_plugin.tools.pose'], True),
    (['-m', 'pose'], ['python', '-m', 'mspn_plugin', 'pose'], True),
    (['/venv/bin/mspn', 'pose'], [], True),
    (['C:/venv/Scripts/mspn.exe'], [], True),
    (['-m', 'pose'], ['python', '-um', 'mspn_plugin', 'pose'], True),
    (['-m', 'pose'], ['python', '-mmspn_plugin', 'pose'], True),
    (['-m'], ['python', '-Ximporttime', '-m', 'mspn_plugin'], True),
    ([str(ROOT / 'mspn_plugin/.mim/tools/train.py')], [], True),
    ([str(ROOT / 'mspn_plugin/tools/train.py')], [], True),
    (['-m', 'x.py'], ['python', '-m', 'pytest', 'mspn_plugin'], False),
    (['-m'], ['python', '-m', 'mspn_plugin.host'], False),
    (['-m'], ['python', '-mpytest', 'mspn_plugin'], False),
    (['/site/mmpose/.mim/tools/train.py'], [], False),
    # a clone by the package's name with a virtual environment in it
    (['/mspn_plugin/.venv/site/mmpose/.mim/tools/train.py'], [], False),
    (['/home/me/mspn_plugin/tools/train.py'], [], False),
    (['mspn.py'], [], False),  # a user's own
    (['my_script.py'], [], False), (['-c'], [], False), ([], [], False),
])
def test_which_processes_are_tools(argv, original, expected, monkeypatch):
    monkeypatch.setattr(sys, 'argv', argv)
    monkeypatch.setattr(sys, 'orig_argv', original)
    assert startup.is_tool() == expected


def test_a_worker_of_a_tool_is_no_tool(monkeypatch):
    """It gets the arguments of the program that started it."""
    monkeypatch.setattr(sys, 'argv', ['/venv/bin/mspn', 'train'])
    assert startup.is_tool()
    monkeypatch.setattr(multiprocessing.process, 'parent_process', object)
    assert not startup.is_tool()


@pytest.mark.parametrize('argv, expected', [
    (['/site/mmpose/.mim/tools/train.py'], True),
    ([str(ROOT / 'mspn_plugin/.mim/tools/train.py')], True),
    (['/home/me/tools/train.py'], False), (['-c'], False), ([], False)])
def test_which_processes_mim_started(argv, expected, monkeypatch):
    monkeypatch.setattr(sys, 'argv', argv)
    assert startup.is_mim() == expected


def test_imports_are_not_collected_and_stay(monkeypatch):
    """In this order: a collection before would look at all of them."""
    found = []
    monkeypatch.setattr(
        mspn_plugin, 'register', lambda: found.append(gc.isenabled()))
    monkeypatch.setattr(
        gc, 'freeze', lambda: found.append(f'frozen {gc.isenabled()}'))
    parse(new_parser(''), [])
    assert found == [False, 'frozen False'] and gc.isenabled()


def test_a_collector_that_is_off_stays_off():
    gc.disable()
    try:
        with startup.no_collection():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
    with pytest.raises(ImportError), startup.no_collection():
        raise ImportError
    assert gc.isenabled()


def test_completion_knows_the_options(monkeypatch):
    pytest.importorskip('argcomplete')
    parsers = []
    monkeypatch.setattr('argcomplete.autocomplete', parsers.append)
    mspn.complete()
    commands = next(a for a in parsers[0]._actions
                    if isinstance(a, argparse._SubParsersAction))
    assert '--resume' in commands.choices['pose']._option_string_actions
