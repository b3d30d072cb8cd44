"""The lines of ``people.jsonl``; docs/results.md describes them."""

import json
from pathlib import Path
from typing import Dict, Iterable, Iterator, List

#: Name and version of the format.
SCHEMA = 'mspn_plugin.people/1'


def read_lines(path: Path) -> Iterator[dict]:
    """Yield the lines; skip a truncated last line.

    Raises:
        ValueError: A line is damaged, or the first one is missing or has
            another schema.
    """
    any_line = False
    with open(path, 'rb') as file:
        for number, line in enumerate(file, start=1):
            if not line.endswith(b'\n'):
                break
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
            any_line = True
    if not any_line:
        raise ValueError(f'{path} is empty: its first line, with the schema '
                         f'{SCHEMA!r}, is missing.')


def finished(lines: Iterable[dict]) -> Dict[str, dict]:
    """Records of finished files, without people, by path."""
    return {
        line['path']: {k: v for k, v in line.items() if k != 'people'}
        for line in lines if 'frame' not in line
    }


def as_one(lines: Iterable[dict], *, unfinished: bool = False) -> dict:
    """Join lines to the content of ``people.json``.

    Args:
        lines: The header and the records of files.
        unfinished: Whether to keep the frames of videos that have no end.
    """
    lines = iter(lines)
    header = next(lines)
    files: Dict[str, dict] = {}  # a later record of a file replaces it
    for line in lines:
        path, is_frame = line['path'], 'frame' in line
        file = files.get(path)
        if file is None or (file['done'] and is_frame):
            file = files[path] = dict(frames=[], record={}, done=False)
        if is_frame:
            file['frames'].append(line)
        else:
            file.update(record=line, done=True)
    return join(header, [
        record for file in files.values() if file['done'] or unfinished
        for record in _records(**file)], {
            path: file['record'] for path, file in files.items()})


def _records(frames: List[dict], record: dict, done: bool) -> Iterator[dict]:
    """The record of a picture, or one record per frame of a video."""
    if 'people' in record:
        yield record
        return
    by_number = {frame['frame']: frame for frame in frames}
    lost = dict(frames[0] if frames else {}, time=None, people=None)
    for number in range(record.get('frames', max(by_number, default=-1) + 1)):
        yield by_number.get(number, dict(lost, frame=number))


def join(header: dict, records: Iterable[dict],
         files: Dict[str, dict]) -> dict:
    """Records of pictures and frames, in their order -> ``people.json``.

    Args:
        header: What all results share.
        records: As ``People.to_dict`` returns them; ``people`` is None for a
            frame that could not be decoded.
        files: Other data of a file, by path.
    """
    whole = dict(header, pictures={}, files={})
    for record in records:
        path, people = record['path'], record['people']
        if path not in whole['files']:
            whole['files'][path] = dict(
                width=record['width'], height=record['height'],
                **{k: v for k, v in files.get(path, {}).items() if k not in (
                    'path', 'width', 'height', 'people')})
        if 'frame' in record:
            whole['pictures'].setdefault(path, []).append(people)
            whole['files'][path].setdefault('times', []).append(record['time'])
        else:
            whole['pictures'][path] = people
    return whole


def split(whole: dict) -> Iterator[dict]:
    """The records of ``people.json``: the inverse of :func:`join`."""
    for path, people in whole['pictures'].items():
        file = whole['files'][path]
        common = dict(path=path, width=file['width'], height=file['height'])
        if 'times' not in file:
            yield dict(common, people=people)
            continue
        for number, (time, of_frame) in enumerate(zip(file['times'], people)):
            yield dict(common, frame=number, time=time, people=of_frame)
