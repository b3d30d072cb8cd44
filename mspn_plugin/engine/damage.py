"""Whether a checkpoint is still what was written."""

import zipfile
from pathlib import Path
from typing import Optional

ZIP, LEGACY = b'PK', b'\x80'  # how torch's two formats begin


class DamagedCheckpoint(ValueError):
    """A file that is no checkpoint, or no longer a whole one."""


def damage(path: Path) -> Optional[str]:
    """What is wrong with a checkpoint file, None if nothing is seen.

    Every byte is compared with the checksums that torch wrote, which
    ``torch.load`` does not do: to it a flipped bit is another weight. Files
    from before torch 1.6 have none.
    """
    try:
        with open(path, 'rb') as file:
            start = file.read(2)
        if start[:1] == LEGACY:
            return None
        if start != ZIP:
            return 'it is empty' if not start else 'it is no checkpoint at all'
        with zipfile.ZipFile(path) as file:
            broken = file.testzip()
    except Exception as error:  # a flipped bit can make zipfile raise any
        return str(error) or type(error).__name__
    return broken and f'{broken} differs from its checksum'
