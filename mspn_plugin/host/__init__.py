"""All changes of this package to mmengine, mmcv, mmdet and mmpose.

:func:`apply` makes the changes of :mod:`.changes` when the package is
imported. ``MSPN_PLUGIN_HOST_OFF=name1,name2`` or ``=all`` switches changes
off. ``python -m mspn_plugin.host`` prints their table, ``docs/host.md``.
"""

from .changes import CHANGES, Change
from .checkpoint_integrity import DamagedCheckpoint, find_damage
from .checkpoint_loading import UnsafeCheckpoint, weights_only_loading
from .checkpoint_saving import CheckpointNotSaved, NoWholeCheckpoint
from .coco_annotations import read_annotations
from .install import apply, switched_off
from .label_corrections import correction_lines
from .label_errors import LabelError, describe_error, named_errors

__all__ = [
    'CHANGES', 'Change', 'CheckpointNotSaved', 'DamagedCheckpoint',
    'LabelError', 'NoWholeCheckpoint', 'UnsafeCheckpoint', 'apply',
    'correction_lines', 'describe_error', 'find_damage', 'named_errors',
    'read_annotations', 'switched_off', 'weights_only_loading'
]
