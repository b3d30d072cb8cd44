"""Checks of labels.

``docs/labels.md`` lists every kind and what happens.
"""

from typing import List

from .arrays import Labels, read_labels
from .detection_checks import check_detections
from .file_checks import FILE_CHECKS
from .findings import Finding
from .metainfo_checks import MetainfoError, check_metainfo
from .people_checks import PEOPLE_CHECKS
from .picture_checks import picture_sizes

__all__ = [
    'Finding', 'Labels', 'MetainfoError', 'check_detections',
    'check_metainfo', 'find_faults', 'picture_sizes', 'read_labels'
]


def find_faults(labels: Labels) -> List[Finding]:
    """Run every check of labels, first those of the whole file."""
    return [finding for check in (*FILE_CHECKS, *PEOPLE_CHECKS)
            for finding in check(labels)]
