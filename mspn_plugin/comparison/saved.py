"""Rows of an earlier comparison, from its JSON file, to draw them again."""

import json
from pathlib import Path
from typing import List, NamedTuple

from .budget import Budget
from .rows import Row


class SavedReport(NamedTuple):
    """An earlier report.

    Attributes:
        title: Title of the page.
        notes: Its notes: budget, machine.
        rows: Rows with the saved results.
    """
    title: str
    notes: List[str]
    rows: List[Row]


def load_report(path: Path, counted: List[Row]) -> SavedReport:
    """Load results of every seed; costs are those of the counted rows.

    Args:
        path: ``comparison.json``, as :func:`.report.save_report` writes it.
        counted: Rows of the networks without results. Those that the file
            lacks are left out.

    Raises:
        ValueError: No row has the name of one of the file's networks.
    """
    content = json.loads(path.read_text())
    saved = {record['config']: record for record in content['rows']}
    rows = [row for row in counted if row.name in saved]
    missing = saved.keys() - {row.name for row in rows}
    if missing:
        raise ValueError(
            f'{path} has the networks {", ".join(sorted(missing))}, but none '
            'of the given configs has this name and builds: give the configs '
            'of that comparison.')
    for row in rows:
        record = saved[row.name]
        if 'runs' in record:
            row.results = {int(seed): result
                           for seed, result in record['runs'].items()}
            row.budget = Budget(
                record['samples'], 0,
                None if record['data'] == 'own' else record['data'])
    return SavedReport(content['title'], content['lines'], rows)
