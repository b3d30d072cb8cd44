"""``xtcocotools`` on top of pycocotools: what mmpose calls of it.

xtcocotools 1.14.3, the last release, has wheels for NumPy 1 and Python up to
3.11 alone. pycocotools has wheels for every Python and both NumPys, and the
same code but for the keypoint types of :mod:`.cocoeval`. This package is
found by ``mspn_plugin_finder`` where xtcocotools is not installed.
"""

from importlib.metadata import version

__version__ = f'stand-in, pycocotools {version("pycocotools")}'
