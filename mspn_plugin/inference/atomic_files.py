"""Write files atomically."""

import errno
import hashlib
import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Iterator

FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def atomic_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file that gets its name after everything was written.

    Until then it has a hidden name in the same folder. If ``path`` is a link,
    the link is replaced and its target is not changed. Devices and pipes are
    written directly.

    Raises:
        OSError: It cannot be written.
    """
    # of the name, so that another try replaces what a killed one left
    digest = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]
    part = path.with_name(f'.{digest}.part')
    part.unlink(missing_ok=True)
    try:
        with open(part, 'x+b') as file:
            yield file
        if path.exists() and not (path.is_file() or path.is_dir()):
            with open(part, 'rb') as source, open(path, 'wb') as device:
                shutil.copyfileobj(source, device)
        else:
            os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def write_atomically(path: Path, content: bytes):
    """Write a file as :func:`atomic_file` does.

    Raises:
        OSError: It cannot be written.
    """
    with atomic_file(path) as file:
        file.write(content)


def is_full(error: BaseException) -> bool:
    """Whether an error says that no space is left on the disk."""
    return isinstance(error, OSError) and error.errno in FULL
