"""README's two commands in an empty environment: ``make install-test``."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path

import pytest

from tests.installed import ROOT, run
from tests.test_install import SMALL

HOSTS = ('mmpose==1.3.2', 'mmdet==3.3.0')


def installer(which: str, python: Path) -> list:
    if which == 'pip':
        return [python, '-m', 'pip', 'install', '-q']
    uv = Path(sys.executable).parent / 'uv'
    if not uv.exists():
        pytest.skip('no uv in this environment')
    return [uv, 'pip', 'install', '-q', '-p', python]


def interpreter(version: str) -> str:
    """A Python of this version, such as 3.12."""
    if version == '.'.join(map(str, sys.version_info[:2])):
        return sys.executable
    found = shutil.which(f'python{version}')
    if not found or subprocess.run([found, '-V'],
                                   capture_output=True).returncode:
        pytest.skip(f'there is no Python {version} on PATH')
    return found


@pytest.mark.long
@pytest.mark.parametrize('which,version', [
    ('uv', '3.11'), ('uv', '3.10'), ('uv', '3.12'), ('pip', '3.11')])
def test_two_commands_install_pose_and_training(which, version, wheel,
                                                tmp_path):
    """Without clone and compiler, with the newest versions within bounds."""
    run([interpreter(version), '-m', 'venv', tmp_path / 'venv'])
    python = tmp_path / 'venv/bin/python'
    environment = without_compiler(tmp_path, python)
    begin = time.time()
    command = installer(which, python)
    done = subprocess.run([*command, '--no-deps', *HOSTS], env=environment,
                          capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f'no registry: {done.stderr[-300:]}')
    run([*command, f'{wheel}[all]'], env=environment, cwd=tmp_path)
    seconds = round(time.time() - begin)
    versions = run([
        python, '-c', 'from importlib.metadata import version as v; print('
        '*(f"{n}=={v(n)}" for n in ("torch", "torchvision", "numpy", '
        '"mmcv-lite", "mmengine", "pycocotools")))'], env=environment)
    run([python, '-m', 'mspn_plugin.tools.render_people', 'people',
         '--train', '2', '--val', '2'], cwd=tmp_path, env=environment)
    picture = next(tmp_path.glob('people/*/*.*g'))
    said = run([python, '-m', 'mspn_plugin.tools.pose', picture, '--out',
                'posed'], cwd=tmp_path, env=environment)
    assert '1 of 1 posed' in said
    options = [o.replace('num_images=8', 'num_images=40') for o in SMALL]
    said = run([python, '-m', 'mim', 'train', 'mmpose',
                site(python) / 'mspn_plugin/.mim/configs/mspn/quickstart.py',
                '--gpus', '0', '--work-dir', 'w', *options],
               cwd=tmp_path, env=environment)
    assert '[10/' in said and 'coco/AP' in said
    report(f'{which}, Python {version}', seconds=seconds,
           versions=versions.split())


def without_compiler(folder: Path, python: Path) -> dict:
    """The environment, PATH without compilers, a home of its own."""
    tools = folder / 'tools'
    tools.mkdir()
    for path in os.environ['PATH'].split(':'):
        for program in Path(path).glob('*') if Path(path).is_dir() else ():
            link = tools / program.name
            if not os.path.lexists(link) and not re.search(
                    r'(gcc|g\+\+|c\+\+|clang|nvcc)|^cc$', program.name):
                link.symlink_to(program)
    assert shutil.which('gcc', path=str(tools)) is None
    environment = {
        **os.environ, 'PATH': f'{python.parent}:{tools}',
        'PYTHONWARNINGS': 'ignore'
    }
    for name in ('PYTHONPATH', 'CC', 'CXX', 'VIRTUAL_ENV'):
        environment.pop(name, None)
    return environment


def site(python: Path) -> Path:
    return Path(run([python, '-c', 'import sysconfig;'
                     'print(sysconfig.get_path("purelib"))']).strip())


def report(which: str, **figures):
    """Write to the file that $REPORT names, if any."""
    file = os.environ.get('REPORT')
    if file:
        path = ROOT / file
        known = json.loads(path.read_text()) if path.exists() else {}
        known[which] = dict(
            figures, mspn_plugin=metadata.version('mspn-plugin'))
        path.write_text(json.dumps(known, indent=1) + '\n')
