"""Write results in several formats, and read all of them."""

import json
from pathlib import Path
from typing import Sequence, Union

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


#: First bytes of files of results; the second is of versions before schemas.
STARTS = (b'{"schema": "mspn_plugin.people', b'{"keypoints": [',
          b'{"info": {"description": "mspn_plugin"',
          b'path,width,height,frame', b'PAR1')


def write_formats(log: Path, formats: Sequence[str]):
    """Write ``people.jsonl`` in other formats, beside it.

    Args:
        log: Path of ``people.jsonl``.
        formats: Of :data:`FORMATS`; ``jsonl`` is ignored.

    Raises:
        OSError: They cannot be written.
    """
    formats = [name for name in formats if name != 'jsonl']
    whole = as_one(read_lines(log)) if formats else {}
    for name in formats:
        file, write = FORMATS[name]
        write(log.parent / file, whole)


def check_own(out: Path, formats: Sequence[str], log: str = 'people.jsonl'):
    """Check that the files which are to be replaced are of this package.

    Raises:
        ValueError: One is not.
    """
    names = [FORMATS[name][0] for name in formats if name != 'jsonl']
    for path in (out / name for name in (log, *names)):
        if not path.is_file():
            continue
        with open(path, 'rb') as file:
            start = file.read(40)
        if start and not start.startswith(STARTS):
            raise ValueError(f'{path} is not a result of mspn_plugin and '
                             'would be replaced. Choose another --out.')


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
