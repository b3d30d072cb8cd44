"""A checkpoint is there whole or not at all, and a damaged one is not used.

mmengine writes under the final name, so that a run killed meanwhile leaves
half a file, which it then resumes from. Here a file gets its name when it is
whole, and ``--resume`` takes the newest one that is.
"""

import logging
import os
import re
from pathlib import Path
from typing import List, Optional

from mmengine.logging import print_log
from mmengine.runner import checkpoint as mmengine_checkpoint
from mmengine.runner import runner as mmengine_runner

from .damage import damage

NAME = re.compile(r'(epoch|iter)_\d+\.pth')


class CheckpointNotSaved(OSError):
    """A checkpoint could not be written; those before it are untouched."""


class NoWholeCheckpoint(ValueError):
    """There are checkpoints to resume from, and every one is damaged."""


def save_checkpoint(checkpoint: dict, filename: str, *args, **kwargs):
    """mmengine's ``save_checkpoint``; the file appears when it is whole.

    Raises:
        CheckpointNotSaved: The disk is full, or refuses for another reason.
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
            f'{filename} could not be written ({error.strerror}). The '
            'checkpoints before it are whole: make room, then go on with '
            '--resume.') from error


def find_latest_checkpoint(path: str) -> Optional[str]:
    """The newest whole checkpoint of a work folder.

    Args:
        path: The work folder.

    Returns:
        Its path; None if there is no checkpoint at all.

    Raises:
        NoWholeCheckpoint: All are damaged.
    """
    found = _checkpoints(Path(path))
    for checkpoint in found:
        problem = damage(checkpoint)
        if problem is None:
            return str(checkpoint)
        print_log(
            f'{checkpoint} is damaged ({problem}): going back to the one '
            'before it.',
            logger='current',
            level=logging.WARNING)
    if found:
        raise NoWholeCheckpoint(
            f'No checkpoint in {path} is whole ({len(found)} damaged): '
            'remove them to start from the beginning.')
    return None


def _checkpoints(folder: Path) -> List[Path]:
    """Newest first; also where ``last_checkpoint`` points to."""
    folders, pointer = {folder}, folder / 'last_checkpoint'
    if pointer.exists() and pointer.read_text().strip():
        folders.add(Path(pointer.read_text().strip()).parent)
    found = {
        path.resolve()
        for place in folders if place.is_dir() for path in place.iterdir()
        if NAME.fullmatch(path.name)
    }
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


_save_checkpoint = mmengine_checkpoint.save_checkpoint
for _module in (mmengine_checkpoint, mmengine_runner):  # each has its name
    _module.save_checkpoint = save_checkpoint
    _module.find_latest_checkpoint = find_latest_checkpoint
