"""Conflicts of the installation, with the commands that fix them."""

import shutil
from importlib import metadata
from pathlib import Path
from typing import Iterator, List, NamedTuple

import torch
from packaging.requirements import Requirement
from packaging.version import Version

from ..cores import usable_cores
from ..dependencies import ALWAYS, SOMETIMES, commands, is_missing
from .facts import Facts

#: The metadata of mmpose 1.3.2 and mmdet 3.3.0 have no bounds.
HOSTS = ('mmpose>=1.3.2,<1.4', 'mmdet>=3.1,<3.4', 'mmcv>=2.1.0,<2.2',
         'mmcv-lite>=2.1.0,<2.2', 'setuptools<81')
SMALL_SHARED_MEMORY = 2**26  # bytes; Docker's default


class Problem(NamedTuple):
    """A description, and the command that fixes it."""
    what: str
    command: str


def find_problems(facts: Facts) -> List[Problem]:
    """Find all known conflicts.

    Args:
        facts: Result of :func:`.facts.gather_facts`.
    """
    versions = facts['versions']
    return [*_missing(), *_out_of_bounds(versions), *_conflicts(versions),
            *_torchvision(), *_files(facts), *_limits()]


def _missing() -> Iterator[Problem]:
    for modules, what in ((ALWAYS, 'needed'), (SOMETIMES, 'some tools need')):
        missing = [module for module in modules if is_missing(module)]
        if missing:
            names = ', '.join(modules[module] for module in missing)
            yield Problem(f'not installed, {what}: {names}',
                          ' && '.join(commands(missing)))


def _out_of_bounds(versions: dict) -> Iterator[Problem]:
    try:
        lines = metadata.requires('mspn-plugin') or []
    except metadata.PackageNotFoundError:
        lines = []
    requirements = [Requirement(line.partition(';')[0])
                    for line in [*HOSTS, *lines]]
    for allowed in {r.name: r for r in requirements}.values():
        version = versions.get(allowed.name, 'missing')
        if version != 'missing' and not allowed.specifier.contains(
                Version(version), prereleases=True):
            bare = '--no-deps ' if allowed.name in ('mmpose', 'mmdet') else ''
            yield Problem(
                f'{allowed.name} {version} is outside {allowed.specifier}',
                f"pip install {bare}'{allowed.name}{allowed.specifier}'")


def _conflicts(versions: dict) -> Iterator[Problem]:
    numpy_2 = versions['numpy'] != 'missing' and Version(
        versions['numpy']).major >= 2
    if numpy_2 and versions['xtcocotools'] != 'missing':
        yield Problem("xtcocotools' wheels need NumPy 1; without "
                      'xtcocotools, pycocotools is used',
                      'pip uninstall xtcocotools')
    if 'missing' not in (versions['mmcv'], versions['mmcv-lite']):
        yield Problem('mmcv and mmcv-lite are both installed in one folder',
                      'pip uninstall mmcv mmcv-lite && pip install '
                      "'mmcv-lite>=2.1.0,<2.2'")


def _torchvision() -> Iterator[Problem]:
    try:
        from torchvision.ops import nms
        nms(torch.tensor([[0., 0, 1, 1]]), torch.ones(1), .5)
    except Exception as error:  # a wrong binary may raise any type
        yield Problem(
            f'torchvision does not fit torch {torch.__version__}: '
            f'{type(error).__name__}: {str(error).splitlines()[0]}',
            'pip install --force-reinstall --no-deps torchvision')


def _files(facts: Facts) -> Iterator[Problem]:
    missing = [name for name, path in facts['files'].items()
               if path == 'missing']
    if missing:
        yield Problem(f'files of the package are missing: '
                      f'{", ".join(missing)}',
                      'pip install --force-reinstall --no-deps mspn-plugin')


def _limits() -> Iterator[Problem]:
    if torch.get_num_threads() > usable_cores():
        yield Problem(
            f'torch uses {torch.get_num_threads()} threads on '
            f'{usable_cores()} cores',
            f'export OMP_NUM_THREADS={usable_cores()}')
    shared = Path('/dev/shm')
    if shared.exists() and shutil.disk_usage(
            shared).total <= SMALL_SHARED_MEMORY:
        yield Problem(
            'loaders with workers need more than 64 MiB of shared memory',
            'docker run --shm-size 2g ...')
