"""Installed versions and the machine, for bug reports."""

import os
import platform
import resource
import shutil
import sys
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Dict

import torch

from ..cores import usable_cores
from ..dependencies import ALWAYS, SOMETIMES
from ..engine.config import shipped_config
from ..engine.machine import native_bfloat16, processor_name
from ..host import switched_off
from ..version import __version__

Facts = Dict[str, Dict[str, str]]
#: Module -> text that is shown if this package's stand-in is used.
STAND_INS = {
    'mmcv._ext': 'operators of torchvision (mmcv-lite)',
    'xtcocotools': 'pycocotools in its place',
}


def gather_facts() -> Facts:
    """Section -> name -> text."""
    return dict(
        versions=_versions(),
        compiled=_compiled(),
        machine=_machine(),
        limits=_limits(),
        files=_files())


def installed_version(distribution: str) -> str:
    """Version of a distribution; empty if it is not installed."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ''


def _versions() -> Dict[str, str]:
    names = [*ALWAYS.values(), 'mmcv', *SOMETIMES.values(), 'xtcocotools',
             'setuptools']
    found = {name: installed_version(name) for name in sorted(set(names))}
    return {
        'mspn_plugin': __version__,
        'python': platform.python_version(),
        **{name: version or 'missing' for name, version in found.items()}
    }


def _compiled() -> Dict[str, str]:
    found = {}
    for name, stand_in in STAND_INS.items():
        try:
            spec = find_spec(name)
        except ModuleNotFoundError:
            spec = None
        if spec is None:
            found[name] = 'missing'
        elif 'stand_ins' in str(spec.origin):
            found[name] = stand_in
        else:
            found[name] = f'installed: {spec.origin}'
    found['torch CUDA'] = torch.version.cuda or 'none'
    found['changes switched off'] = ', '.join(switched_off()) or 'none'
    return found


def _machine() -> Dict[str, str]:
    gpus = [torch.cuda.get_device_name(i)
            for i in range(torch.cuda.device_count())]
    return {
        'system': platform.platform(),
        'processor': processor_name(),
        'GPUs': ', '.join(gpus) or 'none',
        'native bfloat16': str(native_bfloat16()),
        'torch threads': str(torch.get_num_threads()),
        'usable cores': str(usable_cores()),
    }


def _limits() -> Dict[str, str]:
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    found = {
        'open files': str(files),
        **{name: os.environ.get(name, 'not set')
           for name in ('OMP_NUM_THREADS', 'OMP_WAIT_POLICY')},
        'free disk here': f'{shutil.disk_usage(".").free / 2**30:.1f} GiB',
    }
    if Path('/dev/shm').exists():
        free = shutil.disk_usage('/dev/shm').free
        found['free shared memory'] = f'{free / 2**20:.0f} MiB'
    return found


def _files() -> Dict[str, str]:
    weights = ('mspn/quickstart.pth', 'mspn/lsp.pth', 'photographs/people.pth',
               'photographs/people-large.pth', 'detection/person.pth',
               'detection/nanodet-g_person.onnx')
    found = {'package': str(Path(__file__).parent.parent),
             'python': sys.executable}
    for name in weights:
        try:
            found[name] = str(shipped_config(name))
        except FileNotFoundError:
            found[name] = 'missing'
    found['downloaded weights'] = str(Path(torch.hub.get_dir()) /
                                      'checkpoints')
    return found
