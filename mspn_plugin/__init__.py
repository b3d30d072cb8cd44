"""Multi-stage pose networks for MMPose.

Importing the package makes the changes of :mod:`mspn_plugin.host` and
registers all classes. A config does both with
``custom_imports = dict(imports=['mspn_plugin'])``.
"""

from . import host

host.apply()  # before anything imports what is replaced

from . import (  # noqa: E402
    codecs,
    datasets,
    engine,
    evaluation,
    models,
    visualization,
)
from .argument_checks import add_argument_checks  # noqa: E402
from .version import __version__  # noqa: E402

__all__ = [
    'codecs', 'datasets', 'engine', 'evaluation', 'host', 'models',
    'visualization', '__version__'
]

add_argument_checks(__name__)
