"""Multi-stage pose networks for MMPose.

Importing the package registers everything, which a config asks for by
``custom_imports = dict(imports=['mspn_plugin'])``.
"""

from . import codecs, datasets, engine, evaluation, models, visualization
from .arguments import check_arguments_of
from .version import __version__

__all__ = [
    'codecs', 'datasets', 'engine', 'evaluation', 'models',
    'visualization', '__version__'
]

check_arguments_of(__name__)
