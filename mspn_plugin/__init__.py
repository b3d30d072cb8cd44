"""Multi-stage pose networks for MMPose.

Importing the package registers everything, which a config asks for by
``custom_imports = dict(imports=['mspn_plugin'])``.
"""

from .version import __version__

from . import codecs, datasets, engine, evaluation, models  # noqa: F401 isort: skip

__all__ = ['__version__']
