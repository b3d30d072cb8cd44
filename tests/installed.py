"""The package as a user installs it: a wheel in a new environment."""

import json
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
assert 'mspn_plugin' not in sys.modules
own = Config.fromstring(f'_base_ = {name!r}', '.py')
assert own.model == get_config(name).model
model = get_model(name, pretrained=True)
assert type(model).__name__ == 'MultiStagePoseEstimator'
"""
#: Prints whether the import registers classes, and the files of the wheel's
#: pose network (rendered people) and detector: config and weights of each.
FACTS = """
import json
import mspn_plugin
from mmpose.registry import DATASETS, KEYPOINT_CODECS, METRICS, MODELS

registered = [kind in registry for registry, kind in (
    (MODELS, 'MultiStageNeck'), (KEYPOINT_CODECS, 'MultiStageHeatmap'),
    (DATASETS, 'LSPDataset'), (METRICS, 'TorsoPCK'))]

from mspn_plugin.engine.config import shipped_config
from mspn_plugin.inference import find_detector

pose = map(shipped_config, ('mspn/quickstart.py', 'mspn/quickstart.pth'))
print('FACTS', json.dumps(dict(
    registered=registered,
    networks=[*map(str, pose), *map(str, find_detector('person'))])))
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
    where = run([python, '-c', 'from importlib.util import find_spec;'
                 'print(find_spec("mspn_plugin").origin)'],
                cwd=home, env=environment)
    assert str(site) in where
    return home, python, environment


@pytest.fixture(scope='session')
def wheel_facts(wheel_environment) -> dict:
    """What the wheel says of itself when it is imported.

    One process says all, because each needs seconds for the imports.
    """
    home, python, environment = wheel_environment
    said = run([python, '-c', BY_NAME + FACTS], cwd=home, env=environment)
    return json.loads(said.split('FACTS')[1])
