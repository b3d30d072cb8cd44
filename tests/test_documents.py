"""The code in README and docs runs, and its commands have these options."""

import importlib
import re
import shlex
import shutil
from pathlib import Path

import cv2
import matplotlib
import pytest
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmpose.registry import HOOKS

import mspn_plugin
from mspn_plugin.comparison.counting import build_on_meta
from mspn_plugin.tools.mspn import find_tools
from tests.conftest import ROOT

PAGES = (ROOT / 'README.md', *sorted(ROOT.glob('docs/*.md')))
#: Commands of other packages and of the shell.
OTHERS = ('mim', 'pip', 'export', 'eval', 'torchrun')
#: In messages of Python and of pip.
OF_OTHERS = ('unexpected keyword', 'mmcv._ext', 'chumpy')
NECK = ROOT / 'mspn_plugin/models/necks/multi_stage_neck.py'


def blocks(page: Path, language: str) -> list:
    return re.findall(rf'^```{language}\n(.*?)^```', page.read_text(),
                      re.S | re.M)


def pages_with(language: str) -> list:
    return [pytest.param(page, id=page.name) for page in PAGES
            if blocks(page, language)]


@pytest.mark.parametrize('page', pages_with('bash'))
def test_every_command_is_one_with_these_options(page):
    """Tools of the package read their arguments; nothing is started."""
    for block in blocks(page, 'bash'):
        for line in re.sub(r'\\\n\s*', ' ', block).splitlines():
            words = shlex.split(line, comments=True)
            while words and re.fullmatch(r'\w+=.*', words[0]):
                words = words[1:]
            if words:
                check_command(words)


def check_command(words: list):
    tools = find_tools()
    if words[0] == 'mspn':
        check_tool(tools[words[1]], words[2:])
    elif words[:2] == ['python', '-m']:
        package, *_, name = words[2].split('.')
        assert package == 'mspn_plugin'
        if name in tools.values():
            check_tool(name, words[3:])
    elif words[0] == 'make':
        makefile = (ROOT / 'Makefile').read_text()
        assert f'\n{words[1]}:' in makefile, words
    elif words[0] == 'python':
        assert (ROOT / words[1]).exists(), words
    else:
        assert words[0] in OTHERS, f'unknown command: {words}'


def check_tool(module: str, arguments: list):
    tool = importlib.import_module(f'mspn_plugin.tools.{module}')
    tool.build_parser().parse_args(arguments)


@pytest.fixture(scope='module')
def poser():
    pytest.importorskip('timm')
    return mspn_plugin.Poser()


@pytest.fixture
def place(tmp_path, monkeypatch):
    """The working folder, with the files that the pages name."""
    sample = Path(matplotlib.get_data_path(), 'sample_data/grace_hopper.jpg')
    shutil.copy(sample, tmp_path / 'photo.jpg')
    (tmp_path / 'your_file.py').touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def write_video(path: Path):
    picture = cv2.imread('photo.jpg')[:, :, ::-1]
    video = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*'mp4v'), 10,
                            picture.shape[1::-1])
    for _ in range(4):
        video.write(picture)
    video.release()


def write_results(poser, out: Path):
    from mspn_plugin.inference import pose_files
    out.mkdir(parents=True)
    pose_files(poser, [Path('photo.jpg')], out, formats=['csv'])


@pytest.mark.parametrize('page', pages_with('python'))
def test_python_runs(page, place, request, monkeypatch):
    """From top to bottom, in one namespace; configs are loaded and built."""
    found, names = blocks(page, 'python'), {}
    if any('Poser' in block for block in found) or page.name == 'results.md':
        poser = request.getfixturevalue('poser')
        monkeypatch.setattr(mspn_plugin, 'Poser', lambda: poser, False)
    if page.name == 'pictures_and_videos.md':
        pytest.importorskip('av')
        write_video(place / 'video.mp4')
    if page.name == 'results.md':
        write_results(poser, place / 'work_dirs/posed')
    init_default_scope('mmpose')
    for block in found:
        if 'self.' in block and 'class ' not in block:  # lines of the neck
            assert squeezed(block) in squeezed(NECK.read_text())
        elif '_base_ =' in block:
            (place / 'config.py').write_text(block)
            build_on_meta(Config.fromfile(place / 'config.py').model)
        else:
            exec(compile(block, page.name, 'exec'), names)
    if isinstance(names.get('model'), dict):
        build_on_meta(names['model'])
    for hook in names.get('custom_hooks', ()):
        if hook is not ...:
            HOOKS.build(hook)


def squeezed(code: str) -> str:
    """Without comments, indentation and line breaks."""
    return ' '.join(re.sub(r' *#.*', '', code).split())


def test_every_message_of_the_troubleshooting_is_in_the_code():
    """Quoted messages; ``...`` stands for names and numbers."""
    code = '\n'.join(path.read_text()
                     for path in ROOT.glob('mspn_plugin/**/*.py'))
    code = squeezed(re.sub(r"'\s*\n\s*f?'|\"\s*\n\s*f?'|'\s*\n\s*f?\"", '',
                           code))
    text = (ROOT / 'docs/troubleshooting.md').read_text()
    messages = [message for row in re.findall(r'^\| (.*?) \|', text, re.M)
                for message in re.findall(r'(?<!`)`([^`]+)`', row)]
    assert len(messages) > 20
    for message in messages:
        if any(word in message for word in OF_OTHERS):
            continue
        for part in message.split('...'):
            part = part.strip(' :,`')
            assert part in code, f'{message}: {part}'


def test_the_readme_fits_a_few_screens():
    assert len((ROOT / 'README.md').read_text().splitlines()) <= 150


def test_figures_of_the_photographs_are_in_the_readme():
    """The comparison of the README is that of projects/photographs."""
    text = (ROOT / 'projects/photographs/README.md').read_text()
    rows = {}
    for line in text[text.index('## Results'):].splitlines():
        cells = [cell.strip() for cell in line.split('|')[1:-1]]
        if len(cells) == 6:
            rows.setdefault(cells[0], cells[1:])
    readme = (ROOT / 'README.md').read_text()
    for name in ('`people.pth`, 224x160', 'MoveNet Lightning, 192x192',
                 'MoveNet Thunder, 256x256'):
        limbs, _, coco, oks, ms = rows[name]
        assert f'| {name} | {limbs} | {coco} | {oks} | {ms} |' in readme
