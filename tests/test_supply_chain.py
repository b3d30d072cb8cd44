"""All imports are pinned, and the pins are installed."""

import ast
import sys
from functools import lru_cache
from importlib import metadata
from itertools import chain

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.conftest import ROOT

OURS = {'mspn_plugin', 'mspn_plugin_finder', 'tests'}
#: Installed by separate commands: mmpose requires chumpy, which cannot
#: be built. mmcv is mmcv-lite, or mmcv with compiled operators. xtcocotools
#: may be missing: mspn_plugin.host then provides a module of this name.
SEPARATE = {'mmpose', 'mmdet', 'mmcv', 'mmcv-lite', 'xtcocotools'}
#: Indirect requirements of setup.py: each key requires all of these.
BY_OTHERS = dict(mmengine={'rich'})


def requirements(name: str) -> dict:
    """Distribution -> its line, if this machine needs it."""
    found = {}
    for line in (ROOT / name).read_text().splitlines():
        if line and not line.startswith('#'):
            requirement = Requirement(line)
            if not requirement.marker or requirement.marker.evaluate():
                found[requirement.name.lower()] = requirement
    return found


def imported(folder: str) -> dict:
    """Third-party module -> files that import it."""
    found = {}
    for path in (ROOT / folder).rglob('*.py'):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            else:
                continue
            for name in names:
                found.setdefault(name.split('.')[0], set()).add(
                    str(path.relative_to(ROOT / folder)))
    return {
        module: files for module, files in found.items()
        if module not in sys.stdlib_module_names | OURS
    }


@lru_cache(maxsize=None)
def packages() -> dict:
    """Module -> distributions; this reads all files of site-packages."""
    return metadata.packages_distributions()


def distributions(module: str) -> set:
    found = {name.lower() for name in packages()[module]}
    return found | {'mmcv-lite'} if module == 'mmcv' else found


def setup_says(keyword: str):
    tree = ast.parse((ROOT / 'setup.py').read_text())
    return next(
        ast.literal_eval(node.value) for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == keyword)


def by_name(lines) -> dict:
    return {r.name.lower(): r for r in map(Requirement, lines)}


def install_requires() -> dict:
    return by_name(setup_says('install_requires'))


def extras() -> dict:
    """All extras except 'all', which combines them."""
    lines = chain.from_iterable(setup_says('extras_require').values())
    return by_name(x for x in lines if not x.startswith('mspn-plugin['))


#: Folders that may import the packages of an extra.
OPTIONAL = ('benchmark/soak.py', 'converters/efficientnet_lite.py',
            'datasets/lsp_boxes.py', 'engine/onnx_file.py', 'export/',
            'inference/', 'models/backbones/timm_backbone.py',
            'models/layers/sliced_conv.py',
            'models/backbones/wide_mobilenet.py', 'tools/mspn.py')


@pytest.mark.parametrize('name', ('requirements', 'requirements-docs'))
def test_every_pin_is_exact_and_comes_from_the_registry_alone(name):
    pins = requirements(f'{name}.txt')
    assert len(pins) > 20
    for requirement in pins.values():
        assert requirement.url is None
        operator, = {s.operator for s in requirement.specifier}
        assert operator == '=='
    direct = requirements(f'{name}.in')
    assert direct.keys() <= pins.keys()
    assert all(direct[k].specifier == pins[k].specifier for k in direct)


@pytest.mark.parametrize('folder', ('mspn_plugin', 'tests'))
def test_imports_are_pinned_and_installed_as_pinned(folder):
    pins = requirements('requirements.txt')
    for module, files in imported(folder).items():
        candidates = distributions(module) & pins.keys()
        assert candidates, f'{module}, imported by {files}, is not pinned'
        for name in candidates:
            installed = metadata.version(
                'mmcv' if {'mmcv', name} <= distributions(module) else name)
            assert pins[name].specifier.contains(installed), name


def test_imports_are_required_by_setup():
    """Directly or indirectly; packages of an extra only in some folders."""
    asked_for = set(install_requires()).union(SEPARATE, *BY_OTHERS.values())
    for module, files in imported('mspn_plugin').items():
        names = distributions(module)
        if module == 'mmdet' or not names & asked_for:
            assert module == 'mmdet' or names & set(extras()), module
            assert all(file.startswith(OPTIONAL) for file in files), module
    for name, brings in BY_OTHERS.items():
        assert brings <= {
            Requirement(line).name.lower()
            for line in metadata.requires(name)
        }


def test_the_pins_are_within_what_setup_allows():
    pins = requirements('requirements.txt')
    for name, allowed in {**install_requires(), **extras()}.items():
        pinned, = {s.version for s in pins[name].specifier}
        assert allowed.specifier.contains(Version(pinned)), name


def test_no_file_names_a_package_index():
    """The files have names and versions, no addresses."""
    lists = [f'requirements{part}.{kind}' for part in ('', '-docs')
             for kind in ('in', 'txt')]
    for name in (*lists, 'setup.py', 'pyproject.toml', 'Makefile'):
        assert '://' not in (ROOT / name).read_text(), name
    for name in lists:
        lines = (ROOT / name).read_text().splitlines()
        assert not any(line.startswith('-') for line in lines), name
