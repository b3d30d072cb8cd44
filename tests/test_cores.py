"""Cores, limits and neighbours that a process finds."""

import math
import os
import subprocess
import sys

import pytest

from mspn_plugin import cores
from tests.conftest import ROOT


def files(root, **contents) -> None:
    for name, text in contents.items():
        path = root / name.replace('__', '/').replace('DOT', '.')
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_the_limit_of_a_container(tmp_path):
    assert cores.cpu_limit(tmp_path) == math.inf
    files(tmp_path, proc__self__cgroup='0::/\n',
          sys__fs__cgroup__cpuDOTmax='max 100000\n')
    assert cores.cpu_limit(tmp_path) == math.inf
    files(tmp_path, sys__fs__cgroup__cpuDOTmax='150000 100000\n')
    assert cores.cpu_limit(tmp_path) == 1.5


def test_the_lowest_limit_of_nested_groups(tmp_path):
    files(tmp_path, proc__self__cgroup='1:name=x:/\n0::/a/b\n',
          sys__fs__cgroup__a__cpuDOTmax='50000 100000\n',
          sys__fs__cgroup__a__b__cpuDOTmax='300000 100000\n')
    assert cores.cpu_limit(tmp_path) == .5


def test_the_limit_of_version_1(tmp_path):
    quota, period = (f'sys__fs__cgroup__cpu__cpuDOTcfs_{name}_us'
                     for name in ('quota', 'period'))
    files(tmp_path, proc__self__cgroup='3:cpuset:/\n1:cpuacct,cpu:/box/1\n',
          **{quota: '-1\n', period: '100000\n'})
    assert cores.cpu_limit(tmp_path) == math.inf
    files(tmp_path, **{quota: '200000\n'})
    assert cores.cpu_limit(tmp_path) == 2


def test_this_process_is_no_neighbour(tmp_path):
    files(tmp_path, proc__stat='cpu  1 2\nprocs_running 3\n')
    assert cores.other_processes(tmp_path) == 2


@pytest.fixture
def machine(monkeypatch):
    """Two cores; torch is not imported."""
    monkeypatch.delitem(sys.modules, 'torch')
    monkeypatch.setattr(os, 'cpu_count', lambda: 2)
    found = dict(allowed_cores=2, cpu_limit=math.inf, other_processes=0)

    def choose(*, given=(), **changes):
        for name, value in {**found, **changes}.items():
            monkeypatch.setattr(cores, name, lambda value=value: value)
        environ = dict(given)
        return cores.choose_threads(environ), environ

    return choose


def test_alone_nothing_is_chosen(machine):
    assert machine() == (None, {})
    # a process that may use one of the two cores has a neighbour on the other
    assert machine(allowed_cores=1, other_processes=1) == (None, {})


def test_threads_sleep_beside_another_process(machine):
    said, environ = machine(other_processes=1)
    assert environ == dict(OMP_WAIT_POLICY='PASSIVE')
    assert said == ('OMP_WAIT_POLICY=PASSIVE '
                    '(2 cores, 1 other running processes)')


@pytest.mark.parametrize('limit, cores_found', [
    (math.inf, 2), (8., 2), (1.5, 2), (.5, 1)])
def test_usable_cores(machine, limit, cores_found):
    machine(cpu_limit=limit)
    assert cores.usable_cores() == cores_found


def test_a_limit_gives_the_number_of_threads(machine):
    _, environ = machine(cpu_limit=.5)
    assert environ == dict(OMP_NUM_THREADS='1', OMP_WAIT_POLICY='PASSIVE')
    assert machine(cpu_limit=8.) == (None, {})


@pytest.mark.parametrize('name', cores.WAITING)
def test_a_choice_of_the_user_is_kept(machine, name):
    given = {name: 'x', 'OMP_NUM_THREADS': '7'}
    assert machine(given=given, other_processes=3, cpu_limit=1.) == (
        None, given)


CODE = """
import os, sys
sys.argv = ['mspn']
from mspn_plugin import cores
cores.other_processes = lambda: 1 + (os.cpu_count() or 1)
from mspn_plugin.tools import options
import mspn_plugin
mspn_plugin.register = lambda: print('torch' in sys.modules)
options.parse(options.new_parser(''), [])
print(os.environ['OMP_WAIT_POLICY'])
"""


def test_a_tool_chooses_before_torch_is_imported():
    environment = {k: v for k, v in os.environ.items()
                   if k not in cores.WAITING}
    done = subprocess.run(
        [sys.executable, '-c', CODE], cwd=ROOT, env=environment,
        capture_output=True, text=True)
    assert done.stdout.split() == ['False', 'PASSIVE'], done.stderr
    assert 'OMP_WAIT_POLICY=PASSIVE (' in done.stderr
