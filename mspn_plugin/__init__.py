"""Multi-stage pose networks for MMPose.

Importing the package makes the changes of :mod:`mspn_plugin.host` and
registers all classes. A config does both with
``custom_imports = dict(imports=['mspn_plugin'])``.
"""

from .dependencies import explained_imports

with explained_imports():
    from . import host

    host.apply()  # before other modules import the replaced objects

    from . import (
        codecs,
        datasets,
        engine,
        evaluation,
        models,
        visualization,
    )
    from .argument_checks import add_argument_checks
from .version import __version__

__all__ = [
    'codecs', 'datasets', 'engine', 'evaluation', 'host', 'models',
    'visualization', 'Poser', '__version__'
]

add_argument_checks(__name__)


def __getattr__(name: str):
    """Import ``Poser`` when it is used: it needs mmdet."""
    if name != 'Poser':
        raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
    from .inference import Poser
    return Poser


def __dir__() -> list:
    return sorted({*globals(), *__all__})
