"""Write files atomically."""

import errno
import hashlib
import os
import platform
import shutil
import threading
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Iterator

FULL = (errno.ENOSPC, errno.EDQUOT)


def _digest(name: bytes) -> str:
    return hashlib.sha256(name).hexdigest()[:16]


#: In names, since the processes of another machine cannot be looked up.
MACHINE = _digest(platform.node().encode())


@contextmanager
def atomic_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file that gets its name after everything was written.

    Until then it has a hidden name in the same folder. If ``path`` is a link,
    the link is replaced and its target is not changed. Devices and pipes are
    written directly. If several write one file, the last to end has its name.

    Raises:
        OSError: It cannot be written.
    """
    _remove_left(path.parent.absolute())
    part = path.with_name(
        f'.{_digest(os.fsencode(path.name))}-{MACHINE}-{os.getpid()}-'
        f'{threading.get_native_id()}.part')
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


@lru_cache(maxsize=64)  # once a folder: listing a large one takes time
def _remove_left(folder: Path):
    """Remove what killed processes of this machine left in a folder."""
    for part in folder.glob(f'.*-{MACHINE}-*-*.part'):
        if not _is_running(int(part.name.split('-')[2])):
            with suppress(OSError):  # on Windows, an open file is kept
                part.unlink()


def _is_running(process: int) -> bool:
    """Whether there is a process; unknown on Windows."""
    if os.name == 'nt':  # os.kill would end it
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it is another user's
        pass
    return True


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
