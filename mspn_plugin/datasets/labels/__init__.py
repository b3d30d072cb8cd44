"""Checks of labels.

``docs/labels.md`` lists every kind and what happens.
"""

from typing import List

from .arrays import Labels, read_labels
from .detection_checks import check_detections
from .file_checks import FILE_CHECKS
from .findings import Finding
from .id_checks import ID_CHECKS
from .metainfo_checks import MetainfoError, check_metainfo
from .people_checks import PEOPLE_CHECKS
from .picture_checks import picture_sizes
from .unused_checks import UNUSED_CHECKS

__all__ = [
    'Finding', 'Labels', 'MetainfoError', 'check_detections',
    'check_metainfo', 'find_faults', 'picture_sizes', 'read_labels'
]


def find_faults(labels: Labels, *, keypoints: bool = True) -> List[Finding]:
    """Run every check of labels, first those of the whole file.

    Args:
        labels: What is checked.
        keypoints: False: only the checks of ids.
    """
    checks = (*ID_CHECKS, *FILE_CHECKS, *PEOPLE_CHECKS, *UNUSED_CHECKS)
    return [finding for check in (checks if keypoints else ID_CHECKS)
            for finding in check(labels)]
