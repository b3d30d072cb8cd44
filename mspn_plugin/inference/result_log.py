"""Write results of many files: a line after each, all at the end."""

import json
from pathlib import Path
from typing import Dict, List, Sequence

from .atomic_files import atomic_file
from .result_files import check_own, write_formats
from .result_lines import SCHEMA, finished, read_lines
from .result_parts import first_line


class ResultLog:
    """``people.jsonl`` while files are posed, other formats at the end.

    Args:
        out: Folder of the files.
        header: What all results share: networks, keypoints, thresholds.
        resume: Whether to keep the results in ``people.jsonl``.
        formats: Of :data:`.result_files.FORMATS`; ``jsonl`` is always there.
        name: Of the file with a line after each file.

    Attributes:
        done: Records of the finished files without people, by path.

    Raises:
        ValueError: ``resume``, and the results there have another header; or
            one of the files is not a result of this package.
        OSError: The files cannot be written.
    """

    def __init__(self,
                 out: Path,
                 header: dict,
                 *,
                 resume: bool = False,
                 formats: Sequence[str] = ('json', ),
                 name: str = 'people.jsonl'):
        self.path, self.formats = out / name, formats
        self.done: Dict[str, dict] = {}
        check_own(out, formats, name)
        lines = [dict(schema=SCHEMA, **header)]
        if resume and first_line(self.path):
            lines = self._finished_lines(lines[0])
        with atomic_file(self.path) as file:
            file.writelines(map(_encode, lines))
        self._file = open(self.path, 'ab')  # noqa: SIM115  see close

    def _finished_lines(self, header: dict) -> List[dict]:
        """The lines of finished files, without those of a stopped video."""
        first, *rest = read_lines(self.path)
        _check_header(self.path, first, header)
        self.done = finished(rest)
        return [first, *(line for line in rest if line['path'] in self.done)]

    def add(self, record: dict):
        """Append the record of a picture, of a frame, or of a whole video.

        If a record cannot be written, its incomplete part is removed.

        Raises:
            OSError: It cannot be written.
        """
        end = self._file.tell()
        try:
            self._file.write(_encode(record))
            self._file.flush()
        except OSError:
            self._file = _truncated(self.path, end)
            raise
        self.done.update(finished([record]))

    def close(self):
        """Write the files of the formats.

        Raises:
            OSError: They cannot be written.
        """
        self._file.close()
        write_formats(self.path, self.formats)


def _encode(line: dict) -> bytes:
    return f'{json.dumps(line)}\n'.encode()


def _truncated(path: Path, size: int):
    """Open a log again, without what follows ``size`` bytes."""
    with open(path, 'r+b') as file:
        file.truncate(size)
    return open(path, 'ab')


def _check_header(path: Path, found: dict, wanted: dict):
    wanted = json.loads(json.dumps(wanted))
    for key in {**found, **wanted}:
        if found.get(key) != wanted.get(key):
            raise ValueError(
                f'{path} has {key} {found.get(key)}, but this run has '
                f'{wanted.get(key)}: use the options of that run, choose '
                'another --out, or remove --resume.')
