"""Files of a comparison: CSV, JSON, charts, and an HTML page."""

import csv
import json
from pathlib import Path
from typing import Dict, List, Optional, Sequence

from matplotlib.figure import Figure

from .page import render_page
from .plots import ablation, accuracy_and_cost, by_stage, curves, thresholds
from .rows import Row
from .tables import (
    FORMATS,
    WHOLE,
    Layout,
    arrange,
    column_names,
    parts_by_row,
    sort_rows,
)

#: Metrics to rank runs by; the first that a run has is used.
METRICS = ('lsp/PCK@0.2', 'coco/AP', 'PCK', 'crowdpose/AP')
PCK = 'lsp/PCK@'


def main_metric(rows: List[Row]) -> Optional[str]:
    """The metric to rank the rows by; None without runs."""
    for row in rows:
        for result in row.results.values():
            for name in METRICS:
                if name in result['metrics']:
                    return name
    return None


def save_report(folder: Path, rows: List[Row], *, title: str, lines: List[str],
                errors: Dict[str, str], metric: Optional[str] = None,
                layout: Layout = WHOLE, formats: Sequence[str] = ()):
    """Write all files atomically.

    Args:
        folder: Folder of ``comparison.csv``, ``.json``, ``.html`` and the
            charts as SVG.
        rows: Rows in the table's order.
        title: Title of the page.
        lines: First lines of the page.
        errors: Messages by config.
        metric: Metric to rank by; None: see :func:`main_metric`.
        layout: Columns and order of the first table.
        formats: Of :data:`.tables.FORMATS`, as ``comparison.md``.

    Raises:
        ValueError: A column of the layout does not exist.
    """
    folder.mkdir(parents=True, exist_ok=True)
    metric = metric or main_metric(rows)
    records = [row.record(metric) for row in rows]
    table = arrange(records, metric, layout)
    drawn = charts(rows, metric)
    names = column_names(records)
    with open(folder / 'comparison.csv.part', 'w', newline='') as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(records)
    content = dict(title=title, lines=lines, errors=errors, rows=[
        dict(record, **_runs(row)) for record, row in zip(records, rows)])
    (folder / 'comparison.json.part').write_text(
        json.dumps(content, indent=1) + '\n')
    (folder / 'comparison.html.part').write_text(
        render_page(title, lines, _tables(rows, records, table, metric),
                    drawn, errors))
    for name in formats:
        (folder / f'comparison.{name}.part').write_text(FORMATS[name](table))
    for part in folder.glob('*.part'):
        part.replace(part.with_suffix(''))
    for name, chart in drawn.items():
        chart.savefig(folder / f'{name}.svg', metadata={'Date': None})


def charts(rows: List[Row], metric: Optional[str]) -> Dict[str, Figure]:
    """Draw all charts that the rows have data for.

    Args:
        rows: Rows in any order.
        metric: Metric to rank by.
    """
    drawn = {}
    trained = [r for r in rows if metric and r.values(metric)]
    points = [(r.name, r.cost.multiply_adds, r.mean(metric)) for r in trained]
    if len(points) > 1:
        drawn['accuracy_and_cost'] = accuracy_and_cost(
            points, metric, 'Trained here, one budget')
        drawn['ablation'] = ablation(
            sorted(trained, key=lambda r: r.mean(metric)), metric)
    staged = [r for r in trained if r.by_stage(metric)]
    if staged:
        drawn['by_stage'] = by_stage(staged, metric)
    curved = [r for r in trained if len(thresholds(r, PCK)) > 2]
    if curved:
        drawn['curves'] = curves(
            sorted(curved, key=lambda r: -r.mean(metric)), PCK)
    printed = [(r.name, r.cost.multiply_adds, r.published['AP']) for r in rows
               if r.published.get('Data') == 'COCO minival']
    if len(printed) > 1:
        drawn['paper'] = accuracy_and_cost(
            printed, 'AP, COCO minival',
            "The papers' AP over multiply-adds counted here")
    return drawn


def _runs(row: Row) -> dict:
    """Results of every seed, from which means and charts are computed."""
    return dict(runs=row.results) if row.results else {}


def _tables(rows: List[Row], records: List[dict], table: List[dict],
            metric: Optional[str]) -> Dict[str, List[dict]]:
    """Tables of the page; joints, limbs and parts have their own."""
    ordered = sort_rows(records, metric)
    tables = {'Networks': [
        {k: v for k, v in r.items() if not _is_detail(k)} for r in table]}
    for heading, prefix in (('PCK@0.2 by joint, %', 'lsp/PCK@0.2'),
                            ('PCP by limb, %', 'lsp/PCP')):
        found = [{
            'config': r['config'],
            **{k.removeprefix(prefix).strip('/') or 'mean': v
               for k, v in r.items()
               if k == prefix or k.startswith(prefix + '/')}
        } for r in ordered if prefix in r]
        if found:
            tables[heading] = found
    names = [dict(config=row.name, content=row.summary)
             for row in rows if row.summary]
    more = {'Multiply-adds by part, G': parts_by_row(ordered),
            'What the configs are': names}
    return {**tables, **{k: v for k, v in more.items() if v}}


def _is_detail(column: str) -> bool:
    return column.startswith(('lsp/PCK@', 'lsp/PCP/')) and (
        column not in ('lsp/PCK@0.2', 'lsp/PCK@0.2, spread'))
