"""Load a stand-in under another name, whatever is installed."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

from tests.conftest import ROOT


def load(folder: str) -> ModuleType:
    """``mspn_plugin/host/stand_ins/FOLDER`` as module ``stand_in_FOLDER``."""
    path = ROOT / 'mspn_plugin/host/stand_ins' / folder
    name = f'stand_in_{folder}'
    if name not in sys.modules:
        spec = spec_from_file_location(
            name, path / '__init__.py', submodule_search_locations=[str(path)])
        sys.modules[name] = module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]
