"""Commands in the documents: the options exist, and those of results run."""

import re
import runpy
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Iterator, List, Optional, Tuple

import pytest
from PIL import Image

from mspn_plugin.engine.config import shipped_config
from mspn_plugin.inference import Poser, read_results
from mspn_plugin.tools import mspn, options
from mspn_plugin.tools import pose as pose_tool
from tests.conftest import ROOT
from tests.inference.test_pictures import scene

DOCUMENTS = sorted(
    str(path.relative_to(ROOT)) for path in (
        ROOT / 'README.md', *ROOT.glob('docs/*.md'),
        *ROOT.glob('configs/*/README.md'), *ROOT.glob('projects/**/*.md')))


def commands(document: str) -> List[List[str]]:
    """Words of each line in the blocks of the shell."""
    text = (ROOT / document).read_text()
    blocks = re.findall(r'^```(\w*)\n(.*?)^```$', text, flags=re.S | re.M)
    lines = (line for language, block in blocks if language in ('bash', 'sh')
             for line in block.replace('\\\n', ' ').splitlines())
    return [words for line in lines
            if (words := shlex.split(line, comments=True))]


def tool_of(words: List[str]) -> Optional[Tuple[str, List[str]]]:
    """Command of ``mspn`` and its arguments; None: of another program."""
    text = ' '.join(words)
    found = re.search(r'(?:^|\s)(?:mspn |python -m mspn_plugin |mim run '
                      r'mspn_plugin |python -m mspn_plugin\.tools\.)([\w-]+)',
                      text)
    if found is None:
        return None
    arguments = words[len(text[:found.end()].split(' ')):]
    ends = [i for i, word in enumerate(arguments) if word in ('|', '>', '&&')]
    return found[1].replace('_', '-'), arguments[:min(ends, default=None)]


def tools_in(document: str) -> Iterator[Tuple[str, List[str]]]:
    return filter(None, map(tool_of, commands(document)))


def test_tools_are_found():
    assert tool_of(['C=1', 'mspn', 'pose', 'a b.jpg', '|', 'cat']) == (
        'pose', ['a b.jpg'])
    assert tool_of(['python', '-m', 'mspn_plugin.tools.lsp_boxes', 'x']) == (
        'lsp-boxes', ['x'])
    assert tool_of(['mim', 'train', 'mmpose']) is None
    assert tool_of(['pip', 'install', 'mspn_plugin-0.whl']) is None
    assert sum(len(list(tools_in(name))) for name in DOCUMENTS) > 25


@pytest.mark.parametrize('document', DOCUMENTS)
def test_the_options_of_every_command_exist(document):
    modules = {name.replace('_', '-'): name
               for name in mspn.find_tools().values()}
    for command, arguments in tools_in(document):
        name = {**modules, **mspn.find_tools()}[command]
        tool = import_module(f'mspn_plugin.tools.{name}')
        tool.build_parser().parse_args(options.name_weights(arguments))


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """A folder with what the commands read; the network is a small one."""
    poser = Poser(shipped_config('mspn/quickstart.py'),
                  shipped_config('mspn/quickstart.pth'), whole=True,
                  runtime='torch')
    for module in options, pose_tool:
        monkeypatch.setattr(module, 'open_poser', lambda args: poser)
    monkeypatch.chdir(tmp_path)
    (tmp_path / 'PICTURES').mkdir()
    for name in 'photo.jpg', 'PICTURES/photo.jpg':
        Image.fromarray(scene()).save(tmp_path / name)
    return tmp_path


def run(command: str, arguments: List[str], monkeypatch):
    """Run a tool as ``mspn`` and as ``python -m`` do."""
    monkeypatch.setattr(sys, 'argv', [command, *arguments])
    with pytest.raises(SystemExit) as end:
        runpy.run_module(f'mspn_plugin.tools.{command}', run_name='__main__')
    assert end.value.code == 0
    with pytest.raises(SystemExit) as end:
        mspn.main([command, *arguments])
    assert end.value.code == 0


@pytest.mark.parametrize('document', ('docs/command_line.md',
                                      'docs/results.md'))
def test_the_commands_run(document, folder, monkeypatch):
    """``mim run`` is run in ``tests/test_install.py``."""
    way, *others = tools_in(document)
    assert all(other == way for other in others)
    run(*way, monkeypatch)
    assert (folder / 'work_dirs/posed/photo.jpg').exists()
    if document == 'docs/results.md':
        code = re.search(r'```python\n(.*?)```', (
            ROOT / document).read_text(), re.S)[1]
        code = code.replace("'photo.jpg'", "'PICTURES/photo.jpg'")
        exec(code, {})
        found = read_results('work_dirs/posed/people.coco.json')
        assert len(found['pictures']['PICTURES/photo.jpg']) == 1


def test_completion_is_set_up():
    pytest.importorskip('argcomplete')
    line, = (words for words in commands('docs/command_line.md')
             if words[0] == 'eval')
    script = ('register-python-argcomplete() { '
              f'{sys.executable} -c "from argcomplete.scripts.'
              'register_python_argcomplete import main; main()" "$@"; }')
    done = subprocess.run(
        ['bash', '-c', f'{script}\n{line[0]} "{line[1]}"\ncomplete -p mspn'],
        capture_output=True, text=True)
    assert 'python_argcomplete' in done.stdout, done.stderr
