"""Write results in several formats, and read all of them."""

import json
from pathlib import Path
from typing import Union

from .atomic_files import write_atomically
from .coco_file import read_coco, write_coco
from .result_lines import SCHEMA, as_one, read_lines
from .tables import read_csv, read_parquet, write_csv, write_parquet


def write_json(path: Path, whole: dict):
    """Write ``people.json``.

    Raises:
        OSError: It cannot be written.
    """
    write_atomically(path, json.dumps(whole).encode())


#: Name of a format -> name of its file, and the function that writes it.
FORMATS = {
    'json': ('people.json', write_json),
    'coco': ('people.coco.json', write_coco),
    'csv': ('people.csv', write_csv),
    'parquet': ('people.parquet', write_parquet),
}


def read_results(path: Union[str, Path]) -> dict:
    """Read results of any format.

    Args:
        path: ``people.jsonl``, also of a run that has not ended; or a file of
            one of the :data:`FORMATS`.

    Returns:
        The content of ``people.json`` (docs/results.md), without the fields
        that the format does not have.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It has no results of this version.
    """
    path = Path(path)
    if path.suffix == '.csv':
        return read_csv(path)
    if path.suffix == '.parquet':
        return read_parquet(path)
    if path.suffix == '.jsonl':
        return as_one(read_lines(path), unfinished=True)
    content = json.loads(path.read_text(encoding='utf-8'))
    if 'images' in content:
        return read_coco(path)
    if content.get('schema') != SCHEMA:
        raise ValueError(f'{path} has the schema {content.get("schema")!r}; '
                         f'this version reads {SCHEMA!r}.')
    return content
