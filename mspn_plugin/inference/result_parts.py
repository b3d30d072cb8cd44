"""Parts of ``people.jsonl`` that jobs write, and the merge of them."""

import json
from pathlib import Path
from typing import Dict, Iterator, NamedTuple, Sequence

from .atomic_files import atomic_file
from .media import printable

LOG, PARTS = 'people.jsonl', 'people.part-*.jsonl'


class _Line(NamedTuple):
    """Where a record is, and of which file."""
    rank: int
    log: Path
    start: int
    size: int
    path: str
    ends: bool


def start_part(out: Path, number: int) -> str:
    """Choose the name of a new part; it begins as ``people.jsonl`` does.

    A part without a first line gets one from its job.

    Raises:
        OSError: It cannot be written.
    """
    name = PARTS.replace('*', str(number))
    first = first_line(out / LOG)
    if first:
        (out / name).write_bytes(first)
    return name


def merge_parts(out: Path, order: Sequence[Path]):
    """Move the records of the parts to ``people.jsonl``.

    If a file has records in several parts, the last part counts. Incomplete
    lines, and frames of videos that have no end, are dropped.

    Args:
        out: Folder of the results.
        order: The files, in the order that their records get.

    Raises:
        OSError: The merged file cannot be written; the parts are kept.
    """
    parts = sorted(out.glob(PARTS))
    if not parts:
        return
    rank = {printable(path): i for i, path in enumerate(order)}
    logs = [path for path in (out / LOG, *parts) if path.exists()]
    lines = [line for log in logs for line in _lines(log, rank)]
    last: Dict[str, Path] = {x.path: x.log for x in lines if x.ends}
    kept = sorted((x for x in lines if last.get(x.path) == x.log),
                  key=lambda x: x.rank)  # stable: frames keep their order
    first = next(filter(None, map(first_line, logs)), None)
    if first is not None:
        with atomic_file(out / LOG) as target:
            target.write(first)
            _copy(kept, target)
    for part in parts:
        part.unlink()


def remove_results(out: Path):
    """Remove ``people.jsonl`` and its parts."""
    for path in (out / LOG, *out.glob(PARTS)):
        path.unlink(missing_ok=True)


def first_line(log: Path) -> bytes:
    """Of a log, with its end; empty if it is incomplete or missing."""
    if not log.exists():
        return b''
    with open(log, 'rb') as file:
        line = file.readline()
    return line if line.endswith(b'\n') else b''


def _lines(log: Path, rank: Dict[str, int]) -> Iterator[_Line]:
    """All complete lines but the first."""
    with open(log, 'rb') as file:
        start = len(file.readline())
        for line in file:
            if line.endswith(b'\n'):
                record = json.loads(line)
                yield _Line(rank.get(record['path'], -1), log, start,
                            len(line), record['path'],
                            'frame' not in record)
            start += len(line)


def _copy(lines: Sequence[_Line], target):
    files = {log: open(log, 'rb')  # noqa: SIM115  closed below
             for log in {line.log for line in lines}}
    try:
        for line in lines:
            files[line.log].seek(line.start)
            target.write(files[line.log].read(line.size))
    finally:
        for file in files.values():
            file.close()
