"""The part of ``xtcocotools`` that mmpose uses, based on pycocotools.

xtcocotools 1.14.3, the last release, only has wheels for NumPy 1 and Python up
to 3.11. pycocotools has wheels for every Python and both NumPys, and the same
code except the keypoint types of :mod:`.cocoeval`. ``mspn_plugin_finder`` uses
this package if xtcocotools is not installed.
"""

from importlib.metadata import version

__version__ = f'stand-in, pycocotools {version("pycocotools")}'
