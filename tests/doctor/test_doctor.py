"""Conflicts that the doctor finds, and messages on missing packages."""

import json
import os
import subprocess
import sys
from importlib import metadata

import pytest

from mspn_plugin import dependencies
from mspn_plugin.doctor import find_problems, gather_facts, problems
from tests.conftest import ROOT


@pytest.fixture(scope='module')
def facts() -> dict:
    return gather_facts()


def commands_of(facts: dict, **versions: str) -> dict:
    changed = dict(facts, versions={
        **facts['versions'], **{k.replace('_', '-'): v
                                for k, v in versions.items()}})
    return {p.what: p.command for p in find_problems(changed)}


def test_versions_are_those_installed(facts):
    assert facts['versions']['torch'] == metadata.version('torch')
    assert 'missing' not in facts['files'].values()
    assert facts['compiled']['mmcv._ext'].startswith(
        ('installed', 'operators of torchvision'))


@pytest.mark.parametrize('versions, what, command', [
    (dict(mmcv_lite='2.2.0', mmcv='missing'), 'mmcv-lite 2.2.0 is outside',
     "pip install 'mmcv-lite<2.2,>=2.1.0'"),
    (dict(mmpose='1.2.0'), 'mmpose 1.2.0 is outside',
     "pip install --no-deps 'mmpose<1.4,>=1.3.2'"),
    (dict(numpy='2.3.1', xtcocotools='1.14.3'), 'NumPy 1',
     'pip uninstall xtcocotools'),
    (dict(mmcv_lite='2.1.0', mmcv='2.1.0'), 'both installed',
     'pip uninstall mmcv mmcv-lite'),
    (dict(setuptools='82.0'), 'setuptools 82.0 is outside',
     "pip install 'setuptools<81"),
])
def test_each_conflict_has_a_command(facts, versions, what,
                                                command):
    found = commands_of(facts, **versions)
    key, = [key for key in found if what in key]
    assert found[key].startswith(command)


def test_more_threads_than_cores(facts, monkeypatch):
    monkeypatch.setattr(problems, 'usable_cores', lambda: 0)
    assert 'export OMP_NUM_THREADS=0' in commands_of(facts).values()


def test_a_missing_package_gives_one_sentence(monkeypatch):
    gone = {'munkres', 'mmpose'}
    monkeypatch.setattr(dependencies, 'is_missing', gone.__contains__)
    monkeypatch.setattr(dependencies, '_bounds', lambda: dict(
        munkres='munkres>=1.1'))
    with pytest.raises(ModuleNotFoundError) as caught, \
            dependencies.explained_imports():
        raise ModuleNotFoundError("No module named 'mmpose'", name='mmpose')
    assert str(caught.value) == (
        'mspn_plugin needs munkres, mmpose, which are not installed: '
        'pip install --no-deps mmpose==1.3.2 && '
        "pip install 'munkres>=1.1'")
    with pytest.raises(ModuleNotFoundError, match='^no part$'), \
            dependencies.explained_imports():
        raise ModuleNotFoundError('no part', name='mspn_plugin.nowhere')


def run(*arguments, code: str = '') -> subprocess.CompletedProcess:
    command = ['-c', code] if code else ['-m', *arguments]
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, text=True, capture_output=True,
        env={**os.environ, 'PYTHONWARNINGS': 'ignore'})


def test_importing_without_a_package_names_it():
    done = run(code='import sys; sys.modules["munkres"] = None\n'
               'import mspn_plugin')
    assert done.returncode == 1
    assert 'needs munkres, which is not installed: pip install' in done.stderr


def test_the_tool_prints_json():
    done = run('mspn_plugin.tools.doctor', '--json')
    report = json.loads(done.stdout)
    assert report['versions']['python'] == sys.version.split()[0]
    assert done.returncode == (1 if report['problems'] else 0)
