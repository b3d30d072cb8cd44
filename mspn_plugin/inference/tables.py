"""Results as a table with one row per keypoint; CSV and Parquet."""

import csv
import io
import json
from pathlib import Path
from typing import Dict, Iterable, Iterator, List, Optional, Sequence

from .atomic_files import atomic_file, write_atomically
from .result_lines import SCHEMA, join, split

COLUMNS = ('path', 'width', 'height', 'frame', 'time', 'person', 'id',
           'box_x1', 'box_y1', 'box_x2', 'box_y2', 'box_score', 'keypoint',
           'x', 'y', 'score', 'probability')
TEXTS, COUNTS = {'path', 'keypoint'}, {
    'width', 'height', 'frame', 'person', 'id'}
METADATA = b'mspn_plugin'  # key of the header in a Parquet file


def rows(records: Iterable[dict], names: Sequence[str]) -> Iterator[dict]:
    """One row per keypoint.

    A picture without people has one row without a person; a frame that could
    not be decoded has one without a time as well.

    Args:
        records: As ``People.to_dict`` returns them.
        names: Names of the keypoints.
    """
    for record in records:
        common = {key: record.get(key) for key in COLUMNS[:5]}
        if not record['people']:
            yield {**dict.fromkeys(COLUMNS), **common}
        for number, person in enumerate(record['people'] or ()):
            x1, y1, x2, y2 = person['box']
            unknown = [None] * len(names)
            for name, (x, y), score, probability in zip(
                    names, person['keypoints'], person['scores'],
                    person.get('probabilities') or unknown):
                yield dict(
                    common, person=number, id=person.get('id'), box_x1=x1,
                    box_y1=y1, box_x2=x2, box_y2=y2,
                    box_score=person['box_score'], keypoint=name, x=x, y=y,
                    score=score, probability=probability)


def to_dataframe(records: Iterable[dict], names: Sequence[str]):
    """A pandas table of :func:`rows`."""
    import pandas  # optional
    return pandas.DataFrame(list(rows(records, names)), columns=COLUMNS)


def write_csv(path: Path, whole: dict):
    """Write the content of ``people.json`` as CSV; it has no header.

    Raises:
        OSError: It cannot be written.
    """
    text = io.StringIO(newline='')
    table = csv.DictWriter(text, COLUMNS)
    table.writeheader()
    table.writerows(rows(split(whole), whole['keypoints']))
    write_atomically(path, text.getvalue().encode())


def read_csv(path: Path) -> dict:
    """What :func:`write_csv` wrote, without the rest of the header."""
    with open(path, encoding='utf-8', newline='') as file:
        table = [{key: _value(key, text) for key, text in row.items()}
                 for row in csv.DictReader(file)]
    return from_rows(table, dict(schema=SCHEMA))


def write_parquet(path: Path, whole: dict):
    """Write the content of ``people.json`` as Parquet.

    Raises:
        OSError: It cannot be written.
    """
    import pyarrow  # optional
    from pyarrow import parquet
    fields = [(name, pyarrow.string() if name in TEXTS else pyarrow.int64()
               if name in COUNTS else pyarrow.float64()) for name in COLUMNS]
    header = {k: v for k, v in whole.items() if k not in ('pictures', 'files')}
    schema = pyarrow.schema(
        fields, metadata={METADATA: json.dumps(header).encode()})
    table = pyarrow.Table.from_pylist(
        list(rows(split(whole), whole['keypoints'])), schema)
    with atomic_file(path) as file:
        parquet.write_table(table, file)


def read_parquet(path: Path) -> dict:
    """What :func:`write_parquet` wrote."""
    from pyarrow import parquet  # optional
    table = parquet.read_table(path)
    return from_rows(
        table.to_pylist(), json.loads(table.schema.metadata[METADATA]))


def from_rows(table: List[dict], header: dict) -> dict:
    """The content of ``people.json``: the inverse of :func:`rows`."""
    records: Dict[tuple, dict] = {}
    for row in table:
        key = row['path'], row['frame']
        if key not in records:
            of_frame = dict(frame=row['frame'], time=row['time']) \
                if row['frame'] is not None else {}
            lost = bool(of_frame) and row['time'] is None
            records[key] = dict(
                path=row['path'], width=row['width'], height=row['height'],
                **of_frame, people=None if lost else [])
        if row['person'] is not None:
            _add_keypoint(records[key]['people'], row)
    names = dict.fromkeys(row['keypoint'] for row in table if row['keypoint'])
    return join(dict(dict(keypoints=list(names)), **header),
                records.values(), {})


def _add_keypoint(people: List[dict], row: dict):
    if row['person'] == len(people):
        person = {} if row['id'] is None else dict(id=row['id'])
        people.append(dict(
            person, keypoints=[], scores=[],
            box=[row[f'box_{side}'] for side in ('x1', 'y1', 'x2', 'y2')],
            box_score=row['box_score']))
    person = people[row['person']]
    person['keypoints'].append([row['x'], row['y']])
    person['scores'].append(row['score'])
    if row['probability'] is not None:
        person.setdefault('probabilities', []).append(row['probability'])


def _value(column: str, text: str) -> Optional[object]:
    if text == '':
        return None
    return text if column in TEXTS else int(text) if column in COUNTS \
        else float(text)
