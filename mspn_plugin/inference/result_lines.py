"""The lines of ``people.jsonl``; docs/results.md describes them."""

import json
from pathlib import Path
from typing import Dict, Iterable, Iterator, List

#: Name and version of the format.
SCHEMA = 'mspn_plugin.people/1'


def read_lines(path: Path) -> Iterator[dict]:
    """Yield the lines; a last line that was cut off is left out.

    Raises:
        ValueError: A line is damaged, or the first one has another schema.
    """
    with open(path, 'rb') as file:
        for number, line in enumerate(file, start=1):
            if not line.endswith(b'\n'):
                return
            try:
                content = json.loads(line)
            except ValueError as error:
                raise ValueError(f'Line {number} of {path} is damaged: '
                                 f'{error}.') from error
            if number == 1 and content.get('schema') != SCHEMA:
                raise ValueError(
                    f'{path} has the schema {content.get("schema")!r}; this '
                    f'version reads {SCHEMA!r}.')
            yield content


def as_one(lines: Iterable[dict]) -> dict:
    """Join lines to the content of ``people.json``.

    Args:
        lines: The header and the records of files. Frames of videos that
            were not finished are left out.
    """
    lines = iter(lines)
    whole = dict(next(lines), pictures={}, files={})
    frames: List[dict] = []
    for line in lines:
        if 'frame' in line:
            frames.append(line)
            continue
        path = line.pop('path')
        if 'fps' in line:  # a video; its frames are the lines before
            frames = [x for x in frames if x['path'] == path]
            for key, name in (('people', 'people'), ('time', 'times')):
                line[name] = by_number(frames, key, line['frames'])
            frames = []
        whole['pictures'][path] = line.pop('people')
        whole['files'][path] = line
    return whole


def by_number(frames: Iterable[dict], key: str, count: int) -> list:
    """A value of each frame; None for a frame that could not be decoded."""
    found: Dict[int, object] = {x['frame']: x[key] for x in frames}
    return [found.get(number) for number in range(count)]
