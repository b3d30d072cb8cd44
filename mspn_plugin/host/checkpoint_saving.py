"""Atomic saving of checkpoints, and the search for the newest intact one.

mmengine writes under the final name. A run that is killed meanwhile leaves
half a file, and ``--resume`` fails on it. Here checkpoints are written to a
temporary file and renamed, and ``--resume`` skips damaged ones.
"""

import logging
import os
import re
from pathlib import Path
from typing import List, Optional

from mmengine.logging import print_log
from mmengine.runner import checkpoint as mmengine_checkpoint

from .checkpoint_integrity import find_damage

_save_checkpoint = mmengine_checkpoint.save_checkpoint
CHECKPOINT_NAME = re.compile(r'(epoch|iter)_\d+\.pth')


class CheckpointNotSaved(OSError):
    """A checkpoint could not be written; earlier ones are intact."""


class NoWholeCheckpoint(ValueError):
    """Every checkpoint of the work folder is damaged."""


def save_checkpoint(checkpoint: dict, filename: str, *args, **kwargs):
    """mmengine's ``save_checkpoint`` with a temporary file that is renamed.

    Raises:
        CheckpointNotSaved: The file could not be written; the message has
            the reason.
    """
    if '://' in filename:
        return _save_checkpoint(checkpoint, filename, *args, **kwargs)
    partial = f'{filename}.partial'
    try:
        _save_checkpoint(checkpoint, partial, *args, **kwargs)
        with open(partial, 'rb') as file:
            os.fsync(file.fileno())
        os.replace(partial, filename)
    except OSError as error:
        Path(partial).unlink(missing_ok=True)
        raise CheckpointNotSaved(
            f'{filename} could not be written ({error.strerror}). Earlier '
            'checkpoints are intact: free disk space, then resume with '
            '--resume.') from error


def find_latest_checkpoint(path: str) -> Optional[str]:
    """Find the newest intact checkpoint of a work folder.

    Args:
        path: The work folder.

    Returns:
        Its path; None if there is no checkpoint.

    Raises:
        NoWholeCheckpoint: All are damaged.
    """
    found = _list_checkpoints(Path(path))
    for checkpoint in found:
        problem = find_damage(checkpoint)
        if problem is None:
            return str(checkpoint)
        print_log(
            f'{checkpoint} is damaged ({problem}): an earlier checkpoint '
            'is used.',
            logger='current',
            level=logging.WARNING)
    if found:
        raise NoWholeCheckpoint(
            f'All {len(found)} checkpoints in {path} are damaged: remove them '
            'to start from the beginning.')
    return None


def _list_checkpoints(folder: Path) -> List[Path]:
    """Checkpoints, newest first, including that of ``last_checkpoint``."""
    folders, pointer = {folder}, folder / 'last_checkpoint'
    if pointer.exists() and pointer.read_text().strip():
        folders.add(Path(pointer.read_text().strip()).parent)
    found = {
        path.resolve()
        for place in folders if place.is_dir() for path in place.iterdir()
        if CHECKPOINT_NAME.fullmatch(path.name)
    }
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)
