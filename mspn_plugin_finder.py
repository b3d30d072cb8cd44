"""Finds modules that may be missing, and lets configs name this package.

mmpose and mmdet import ``mmcv._ext`` (mmcv's compiled operators, absent from
mmcv-lite) and ``xtcocotools`` (no wheels for NumPy 2 and for Python 3.12).
This may happen before mspn_plugin is imported, as with
``from mmpose.apis import MMPoseInferencer``. Therefore a line in
``mspn_plugin_finder.pth`` calls :func:`install` when Python starts;
importing mspn_plugin calls it again.

A config whose ``_base_`` is ``'mspn_plugin::...'`` is read before its
``custom_imports``. Therefore a second finder changes mmengine's look-up of
such names when mmengine is imported, and only then.

The first finder is the last of ``sys.meta_path``: Python uses it only if no
other finder has the module. Compiled mmcv and xtcocotools are used if they
are installed. This file imports only the standard library.
"""

import os
import sys
from functools import wraps
from importlib.machinery import PathFinder
from importlib.util import spec_from_file_location

#: Module -> its folder below ``mspn_plugin/host/stand_ins``, and its name in
#: the environment variable that switches it off.
STAND_INS = {
    'mmcv._ext': ('mmcv_ext', 'mmcv-operators'),
    'xtcocotools': ('xtcocotools', 'xtcocotools'),
}
#: The package, beside this file in a clone and installed. A script may have a
#: folder of its own by this name, which Python would find first.
PACKAGE = os.path.join(
    os.path.dirname(os.path.abspath(__file__)), 'mspn_plugin')
VARIABLE = 'MSPN_PLUGIN_HOST_OFF'
#: Names of configs of this package begin with it.
PREFIX = 'mspn_plugin::'


class StandInFinder:
    """A meta path finder for the modules of ``STAND_INS``."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        folder, switch = STAND_INS.get(name, (None, None))
        if folder is None or _is_off(switch):
            return None
        folder = os.path.join(PACKAGE, 'host', 'stand_ins', folder)
        if not os.path.isdir(folder):  # the package was removed
            return None
        return spec_from_file_location(
            name, os.path.join(folder, '__init__.py'),
            submodule_search_locations=[folder])


def shipped_config(name: str) -> str:
    """Path of a file or folder of ``configs``, of the clone or installed.

    Raises:
        FileNotFoundError: There is none of this name.
    """
    relative = name[len(PREFIX):] if name.startswith(PREFIX) else name
    for folder in (os.path.join(PACKAGE, '..', 'configs'),
                   os.path.join(PACKAGE, '.mim', 'configs')):
        path = os.path.normpath(os.path.join(folder, relative))
        if os.path.isdir(os.path.join(folder, '_base_')) and (
                os.path.exists(path)):
            return path
    raise FileNotFoundError(f'configs/{relative} is not installed.')


def _patch_config(module):
    stock = module.Config._get_cfg_path

    def get_cfg_path(cfg_path, filename):
        if cfg_path.startswith(PREFIX):
            return shipped_config(cfg_path), None
        return stock(cfg_path, filename)

    module.Config._get_cfg_path = staticmethod(get_cfg_path)


def _patch_hub(module):
    for name in ('get_config', 'get_model'):
        setattr(module, name, _with_own(name, getattr(module, name)))


def _with_own(name, stock):
    def call(cfg_path, *args, **kwargs):
        if not cfg_path.startswith(PREFIX):
            return stock(cfg_path, *args, **kwargs)
        from mspn_plugin.host import config_packages
        return getattr(config_packages, name)(cfg_path, *args, **kwargs)

    return wraps(stock)(call)


#: Module of mmengine -> what to change when it has been imported.
PATCHES = {
    'mmengine.config.config': _patch_config,
    'mmengine.hub.hub': _patch_hub,
}


class PatchingFinder:
    """A meta path finder that changes the modules of ``PATCHES``."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name not in PATCHES or _is_off('config-packages'):
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None:
            load = spec.loader.exec_module

            def load_and_patch(module):
                load(module)
                PATCHES[name](module)

            spec.loader.exec_module = load_and_patch
        return spec


def install():
    """Add the finders to ``sys.meta_path``, once."""
    if StandInFinder not in sys.meta_path:
        sys.meta_path.append(StandInFinder)
    if PatchingFinder not in sys.meta_path:
        sys.meta_path.insert(0, PatchingFinder)


def _is_off(switch: str) -> bool:
    off = {part.strip() for part in os.environ.get(VARIABLE, '').split(',')}
    return bool(off & {switch, 'all'})
