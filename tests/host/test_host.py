"""Attributes of the host libraries that the import of the package replaces."""

import json
import os
import subprocess
import sys
from types import ModuleType

import pytest

from mspn_plugin import host
from mspn_plugin.host import changes, install
from mspn_plugin.host.document import document
from tests.conftest import ROOT

NAMES = [change.name for change in host.CHANGES]

#: Imports the host libraries, then this package in forked processes, one for
#: each value of the environment variable. Prints the number of modules, and
#: the replaced attributes.
COMPARE = """
import gc, importlib, json, os, sys
gc.disable()  # faster
import mmdet.apis, mmdet.models, mmengine, mmpose.apis

HOSTS = ('mmcv', 'mmdet', 'mmengine', 'mmpose')

def hosts():
    '''Imported modules of the host.'''
    return [name for name in sys.modules if name.split('.')[0] in HOSTS]

def attributes():
    '''Every attribute of host modules and of classes defined there.'''
    found = {}

    def add(name, value):
        found[name] = value
        if isinstance(value, (dict, list, set)):
            found[f'{name} (content)'] = repr(value)

    for name in hosts():
        for key, value in list(vars(sys.modules[name]).items()):
            if getattr(value, '__name__', None) == f'{name}.{key}':
                continue  # a submodule
            add(f'{name}.{key}', value)
            if isinstance(value, type) and value.__module__ == name:
                for k, v in list(vars(value).items()):
                    add(f'{name}.{key}.{k}', v)
    return found

def forked(work):
    '''What a function returns in a process of its own.'''
    read, write = os.pipe()
    if not os.fork():
        try:
            result = work()
        except Exception as error:
            result = f'{type(error).__name__}: {error}'
        with os.fdopen(write, 'w') as pipe:
            json.dump(result, pipe)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        result = json.load(pipe)
    os.wait()
    return result

def needed():
    import mspn_plugin, mspn_plugin.inference
    return hosts()

def replaced(case):
    os.environ['MSPN_PLUGIN_HOST_OFF'] = case
    import mspn_plugin
    after = attributes()
    result = sorted(
        name for name, value in before.items()
        if name not in after or after[name] is not value
        and not (isinstance(value, str) and after[name] == value))
    return result + sorted(after.keys() - before.keys())

for module in forked(needed):
    importlib.import_module(module)
before = attributes()
print('modules', len(hosts()))
for case in json.loads(sys.argv[1]):
    print('replaced', json.dumps([case, forked(lambda: replaced(case))]))
"""


def python(code, *arguments) -> str:
    environment = {**os.environ, 'PYTHONWARNINGS': 'ignore'}
    environment.pop(install.VARIABLE, None)
    done = subprocess.run([sys.executable, '-c', code, *arguments], cwd=ROOT,
                          env=environment, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope='module')
def replaced() -> dict:
    """Value of the environment variable -> replaced attributes."""
    cases = ['', *NAMES, ','.join(NAMES[:2]), 'all', 'nothing']
    lines = python(COMPARE, json.dumps(cases)).splitlines()
    said = [line.partition(' ')[::2] for line in lines]
    assert int(dict(said)['modules']) > 300
    return dict(json.loads(text) for kind, text in said if kind == 'replaced')


def listed(names) -> set:
    return {attribute for change in host.CHANGES if change.name in names
            for attribute in change.replaces}


def test_all_replaced_attributes_are_listed(replaced):
    assert set(replaced['']) == listed(NAMES)


@pytest.mark.parametrize('off', [[name] for name in NAMES] + [NAMES[:2]])
def test_each_switch_leaves_the_attributes_as_they_were(replaced, off):
    rest = set(NAMES) - set(off)
    assert set(replaced[','.join(off)]) == listed(rest)


def test_all_are_switched_off(replaced):
    assert replaced['all'] == []


def test_an_unknown_name_is_an_error_that_lists_the_valid_ones(replaced):
    assert replaced['nothing'].startswith('ValueError: MSPN_PLUGIN_HOST_OFF '
                                          'has unknown names: nothing.')
    assert all(name in replaced['nothing'] for name in ['all', *NAMES])


def test_the_page_equals_the_table():
    assert (ROOT / 'docs/host.md').read_text() == document(), \
        'run python -m mspn_plugin.host > docs/host.md'


def test_a_change_is_made_once():
    made = host.apply()
    assert list(made) == NAMES == list(host.apply())


def change(**kwargs) -> changes.Change:
    return changes.Change(**{
        **dict(name='new', replaces=('json.dumps', ), why='', since='',
               until='', replacements=lambda: {'json.dumps': len},
               needed=lambda: True), **kwargs})


@pytest.mark.parametrize('kwargs, message', [
    (dict(replaces=('json.loads', )), 'lists .*loads.* replaces .*dumps'),
    (dict(replaces=('json.nowhere', ),
          replacements=lambda: {'json.nowhere': len}),
     'json.nowhere, which this version.*MSPN_PLUGIN_HOST_OFF=new'),
])
def test_a_wrong_change_is_an_error(monkeypatch, kwargs, message):
    monkeypatch.setattr(json, 'dumps', json.dumps)
    monkeypatch.setattr(install, 'CHANGES', [change(**kwargs)])
    with pytest.raises(RuntimeError, match=message):
        install.apply()


def test_a_module_takes_the_place_of_a_missing_one(monkeypatch):
    """A change that this environment does not need is not made."""
    monkeypatch.setattr(install, '_applied', [])
    monkeypatch.setattr(json, 'ops', None, raising=False)
    monkeypatch.setitem(sys.modules, 'json.ops', None)
    module = ModuleType('json.ops')
    entry = change(replaces=('json.ops', ),
                   replacements=lambda: {'json.ops': module})
    monkeypatch.setattr(
        install, 'CHANGES', [entry._replace(needed=lambda: False)])
    assert install.apply() == () and json.ops is None
    monkeypatch.setattr(install, 'CHANGES', [entry])
    assert install.apply() == ('new', )
    import json.ops as found
    assert found is json.ops is module
