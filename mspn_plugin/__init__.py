"""Multi-stage pose networks for MMPose.

Importing the package makes the changes of :mod:`mspn_plugin.host` and
registers all classes. A config does both with
``custom_imports = dict(imports=['mspn_plugin'])``.
"""

from .dependencies import explained_imports
from .startup import is_mim, is_tool, keep_imported, no_collection
from .version import __version__

__all__ = [
    'codecs', 'datasets', 'engine', 'evaluation', 'host', 'models',
    'register', 'visualization', 'Poser', '__version__'
]
_registered = False


def register():
    """Make the changes of the host and register all classes, once.

    Importing the package does it, but in the process of a command-line tool:
    see :mod:`mspn_plugin.startup`.

    Raises:
        ModuleNotFoundError: A package is missing; the message has the command
            that installs it.
    """
    global _registered
    if _registered:
        return
    with explained_imports(), no_collection():
        from . import host

        host.apply()  # before other modules import the replaced objects

        from . import (  # noqa: F401  attributes of the package
            codecs,
            datasets,
            engine,
            evaluation,
            models,
            visualization,
        )
        from .argument_checks import add_argument_checks
        add_argument_checks(__name__)
        if is_mim():  # the process is for one training or test only
            keep_imported()
    _registered = True


def __getattr__(name: str):
    """Import ``Poser`` when it is used: it needs mmdet."""
    if name != 'Poser':
        raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
    from .inference import Poser
    return Poser


def __dir__() -> list:
    return sorted({*globals(), *__all__})


if not is_tool():
    register()
