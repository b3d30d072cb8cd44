"""Imports between rooms follow the table of ``docs/architecture.md``."""

import ast
import re
from pathlib import Path
from typing import Dict, Iterator, List, Set, Tuple

import pytest

from tests.conftest import ROOT

DOCUMENT = ROOT / 'docs/architecture.md'
PACKAGE = ROOT / 'mspn_plugin'


def rooms() -> Dict[str, Set[str]]:
    """Room -> rooms that it may import, in the table's order."""
    table = DOCUMENT.read_text().split('## ')[0]
    found: Dict[str, Set[str]] = {}
    for name, allowed in re.findall(r'^\| `([\w.]+)` \|.*\|([^|]*)\|$', table,
                                    re.MULTILINE):
        names = set(re.findall(r'`([\w.*]+)`', allowed))
        if allowed.strip() == 'all':
            names = set(found)
        for pattern in [n for n in names if n.endswith('.*')]:
            names.remove(pattern)
            names |= {n for n in found if n.startswith(pattern[:-1])}
        found[name] = names
    return found


ROOMS = rooms()
FILES = sorted(path for path in PACKAGE.rglob('*.py')
               if '.mim' not in path.parts and path != PACKAGE / '__init__.py')


def room_of(module: str) -> str:
    """The room with the longest name that ``module`` is in.

    Args:
        module: Dotted, below the package.
    """
    parts = module.split('.')
    for i in range(len(parts), 0, -1):
        if '.'.join(parts[:i]) in ROOMS:
            return '.'.join(parts[:i])
    raise AssertionError(f'{module} is in no room of {DOCUMENT.name}')


def imports(source: str, package: List[str]) -> Iterator[str]:
    """Modules of the package that a source imports, without its name.

    Args:
        source: The code.
        package: Names of the package that the code is in.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[:len(package) - node.level + 1] \
                if node.level else []
            base = [*base, *(node.module or '').split('.')]
            base = [part for part in base if part]
            names = ['.'.join([*base, alias.name]) for alias in node.names]
        else:
            continue
        for name in names:
            top, _, rest = name.partition('.')
            if top == 'mspn_plugin' and rest:
                yield rest


def arrows(path: Path) -> Iterator[Tuple[str, str]]:
    """The room of a file, and other rooms that it imports."""
    module = path.relative_to(PACKAGE).with_suffix('').parts
    room = room_of('.'.join(module).removesuffix('.__init__'))
    for name in imports(path.read_text(), ['mspn_plugin', *module[:-1]]):
        if room_of(name) != room:
            yield room, room_of(name)


@pytest.mark.parametrize(
    'path', FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_imports_what_its_room_may(path):
    for room, target in arrows(path):
        assert target in ROOMS[room], \
            f'{room} may not import {target}: see {DOCUMENT.name}'


def test_arrows_go_to_rows_above():
    names = list(ROOMS)
    for i, name in enumerate(names):
        assert ROOMS[name] <= set(names[:i]), name


def test_every_room_exists_and_has_a_row():
    for name in ROOMS:
        place = PACKAGE / name.replace('.', '/')
        assert place.is_dir() or place.with_suffix('.py').exists(), name
    folders = {path.name for path in PACKAGE.iterdir()
               if (path / '__init__.py').exists()}
    assert folders <= set(ROOMS)


@pytest.mark.parametrize('source, found', [
    ('import mspn_plugin.tools.pose', ['tools.pose']),
    ('from mspn_plugin import tools', ['tools']),
    ('from mspn_plugin.engine import deploy', ['engine.deploy']),
    ('from ..engine.deploy import deploy', ['engine.deploy.deploy']),
    ('from .. import engine', ['engine']),
    ('from . import sibling', ['export.sibling']),
    ('def f():\n    from ..tools import pose', ['tools.pose']),
    ('import torch\nfrom mmpose.apis import init_model', []),
])
def test_every_kind_of_import_is_found(source, found):
    assert list(imports(source, ['mspn_plugin', 'export'])) == found


def test_a_forbidden_import_is_an_error(tmp_path, monkeypatch):
    """Deployment must not import export, which imports deployment."""
    path = PACKAGE / 'engine/deploy.py'
    monkeypatch.setattr(
        Path, 'read_text',
        lambda self: 'def f():\n    from ..export import graph')
    assert list(arrows(path)) == [('engine', 'export')]
    with pytest.raises(AssertionError, match='engine may not import export'):
        test_a_file_imports_what_its_room_may(path)


def test_the_page_is_short_and_names_existing_files():
    text = DOCUMENT.read_text()
    assert len(text.splitlines()) <= 66
    for name in re.findall(r'`([\w./]+\.py)`', text):
        assert (ROOT / name).exists() or (PACKAGE / name).exists(), name
