"""Check whether a checkpoint file is intact."""

import zipfile
from pathlib import Path
from typing import Optional

ZIP, LEGACY = b'PK', b'\x80'  # the first bytes of torch's two formats


class DamagedCheckpoint(ValueError):
    """A file that is not a checkpoint, or is damaged."""


def find_damage(path: Path) -> Optional[str]:
    """Describe what is wrong with a checkpoint file; None if it is intact.

    Every byte is compared with the checksums that torch wrote.
    ``torch.load`` does not compare them and loads a flipped bit as another
    weight. Files from before torch 1.6 have no checksums.

    Args:
        path: Path of the file.
    """
    try:
        with open(path, 'rb') as file:
            start = file.read(2)
        if start[:1] == LEGACY:
            return None
        if start != ZIP:
            return 'it is empty' if not start else 'it is not a checkpoint'
        with zipfile.ZipFile(path) as file:
            broken = file.testzip()
    except Exception as error:  # a flipped bit makes zipfile raise anything
        return str(error) or type(error).__name__
    return broken and f'{broken} differs from its checksum'
