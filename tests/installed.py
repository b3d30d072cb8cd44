"""The package as a user installs it: a wheel in a new environment."""

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
#: Uses names of the package's configs before it is imported.
BY_NAME = """
import sys
from mmengine.config import Config
from mmengine.hub import get_config, get_model
name = 'mspn_plugin::mspn/quickstart.py'
own = Config.fromstring(f'_base_ = {name!r}', '.py')
assert own.model == get_config(name).model
assert 'mspn_plugin.models' not in sys.modules
model = get_model(name, pretrained=True)
assert type(model).__name__ == 'MultiStagePoseEstimator'
"""


def run(command, **kwargs):
    done = subprocess.run(
        [str(part) for part in command],
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        **kwargs)
    assert done.returncode == 0, done.stdout[-4000:]
    return done.stdout


@pytest.fixture(scope='session')
def wheel(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp('wheel')
    source = out / 'source'
    shutil.copytree(
        ROOT,
        source,
        ignore=shutil.ignore_patterns('.*', 'data', 'work_dirs', 'build',
                                      '*.egg-info'))
    run([
        sys.executable, '-m', 'pip', 'wheel', '-q', '--no-deps',
        '--no-build-isolation', '-w', out, source
    ])
    return next(out.glob('*.whl'))


@pytest.fixture(scope='session')
def wheel_environment(wheel, tmp_path_factory):
    """A new environment with the wheel, and a folder outside the checkout.

    A .pth file adds the packages of this environment, except this package.
    """
    home = tmp_path_factory.mktemp('wheel_environment')
    venv.create(home / 'venv', symlinks=True)
    python = home / 'venv' / 'bin' / 'python'
    site = Path(run([
        python, '-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'
    ]).strip())
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    ours = next(p for p in sys.path if p.endswith('site-packages'))
    (site / 'borrowed.pth').write_text(ours)
    environment = {
        **os.environ, 'PYTHONWARNINGS': 'ignore',
        'PATH': f'{python.parent}:{os.environ["PATH"]}'
    }
    environment.pop('PYTHONPATH', None)
    where = run([python, '-c', 'import mspn_plugin; print(mspn_plugin)'],
                cwd=home, env=environment)
    assert str(site) in where
    return home, python, environment
