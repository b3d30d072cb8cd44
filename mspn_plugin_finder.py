"""Finds two modules that other packages import and that may be missing.

mmpose and mmdet import ``mmcv._ext`` (mmcv's compiled operators, absent from
mmcv-lite) and ``xtcocotools`` (no wheels for NumPy 2 and for Python 3.12).
This may happen before mspn_plugin is imported, as with
``from mmpose.apis import MMPoseInferencer``. Therefore a line in
``mspn_plugin_finder.pth`` calls :func:`install` when Python starts;
importing mspn_plugin calls it again.

The finder is the last of ``sys.meta_path``: Python uses it only if no other
finder has the module. Compiled mmcv and xtcocotools are used if they are
installed. This file imports only the standard library.
"""

import os
import sys
from importlib.util import find_spec, spec_from_file_location

#: Module -> its folder below ``mspn_plugin/host/stand_ins``, and its name in
#: the environment variable that switches it off.
STAND_INS = {
    'mmcv._ext': ('mmcv_ext', 'mmcv-operators'),
    'xtcocotools': ('xtcocotools', 'xtcocotools'),
}
VARIABLE = 'MSPN_PLUGIN_HOST_OFF'


class StandInFinder:
    """A meta path finder for the modules of ``STAND_INS``."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        folder, switch = STAND_INS.get(name, (None, None))
        if folder is None or _is_off(switch):
            return None
        package = find_spec('mspn_plugin')
        if package is None:
            return None
        folder = os.path.join(
            os.path.dirname(package.origin), 'host', 'stand_ins', folder)
        return spec_from_file_location(
            name, os.path.join(folder, '__init__.py'),
            submodule_search_locations=[folder])


def install():
    """Append the finder to ``sys.meta_path``, once."""
    if StandInFinder not in sys.meta_path:
        sys.meta_path.append(StandInFinder)


def _is_off(switch: str) -> bool:
    off = {part.strip() for part in os.environ.get(VARIABLE, '').split(',')}
    return bool(off & {switch, 'all'})
