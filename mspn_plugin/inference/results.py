"""Results of many files: a line each as they come, whole at the end."""

import json
import os
from pathlib import Path
from typing import Dict, List


def write_atomically(path: Path, content: bytes):
    """Write a file that is whole or not there.

    A link by this name is replaced; what it leads to is left as it is.

    Raises:
        OSError: It cannot be written, as on a full disk.
    """
    part = path.with_name(f'.{os.getpid()}.part')
    try:
        part.write_bytes(content)
        os.replace(part, path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


class ResultFiles:
    """``people.jsonl`` while files are posed, ``people.json`` in the end.

    The first line of ``people.jsonl`` holds the names of the keypoints, each
    other line a file: ``{"path": ..., "people": [...]}``.

    Args:
        out: Folder of both files.
        keypoints: Names of the keypoints.
        resume: Whether to keep what ``people.jsonl`` holds.

    Attributes:
        found: People by path.

    Raises:
        ValueError: To be resumed, but of other keypoints.
        OSError: It cannot be written.
    """

    def __init__(self, out: Path, keypoints: List[str], *, resume: bool):
        self.out, self.keypoints = out, keypoints
        self.lines_path = out / 'people.jsonl'
        self.found: Dict[str, list] = {}
        if resume and self.lines_path.exists():
            self._read()
        # what a killed run left of its last line is dropped
        lines = [dict(keypoints=keypoints), *(
            dict(path=k, people=v) for k, v in self.found.items())]
        write_atomically(self.lines_path, ''.join(
            f'{json.dumps(line)}\n' for line in lines).encode())

    def _read(self):
        lines = self.lines_path.read_text().split('\n')
        whole = [json.loads(line) for line in lines[:-1]]
        if whole and whole[0].get('keypoints') != self.keypoints:
            raise ValueError(
                f'{self.lines_path} holds other keypoints than this network: '
                'choose another --out, or leave out --resume.')
        self.found = {x['path']: x['people'] for x in whole[1:]}

    def add(self, path: Path, people: list):
        """Append the people of a file."""
        line = json.dumps(dict(path=str(path), people=people))
        with open(self.lines_path, 'a', encoding='utf-8') as file:
            file.write(f'{line}\n')
        self.found[str(path)] = people

    def close(self):
        """Write ``people.json``."""
        whole = dict(keypoints=self.keypoints, pictures=self.found)
        write_atomically(
            self.out / 'people.json', json.dumps(whole).encode())
