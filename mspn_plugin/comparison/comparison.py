"""A comparison of networks: costs, and accuracy after equal training."""

import glob
import os
from functools import cached_property
from pathlib import Path
from typing import Dict, List, NamedTuple, Optional, Sequence

from mmengine.utils import track_iter_progress
from rich.console import Console
from rich.table import Table

from ..engine.config import load_config
from ..engine.machine import machine_info
from ..errors import EXPECTED_ERRORS, one_line
from .budget import Budget
from .latency import measure_latency
from .report import main_metric, save_report
from .rows import Row, make_row
from .saved import load_report
from .tables import Layout, arrange, column_names
from .training import Run, train_all

TITLE = 'Pose networks, compared'


class Settings(NamedTuple):
    """Options of a comparison.

    Attributes:
        out: Folder of the table, the page and the charts.
        work_dir: Folder of checkpoints and logs.
        data: A key of :data:`.data.DATA_CONFIGS`; None: each config's own.
        samples: People to train on; repetitions count.
        seeds: Seeds of each network's trainings.
        jobs: Number of parallel trainings.
        metric: Metric to rank by, as in the log; None: the data set's usual
            one.
        title: Title of the page; None: :data:`TITLE`, or that of an earlier
            report.
        options: ``--cfg-options`` of all trainings.
        latency_device: Device of the latency; None: it is not measured.
        layout: Columns and order of the table.
        formats: Other formats of the table: 'md', 'tex'.
    """
    out: Path = Path('work_dirs/comparison/report')
    work_dir: Path = Path('work_dirs/comparison')
    data: Optional[str] = None
    samples: int = 16000
    seeds: Sequence[int] = (0, )
    jobs: int = 1
    metric: Optional[str] = None
    title: Optional[str] = None
    options: Optional[dict] = None
    latency_device: Optional[str] = None
    layout: Layout = Layout()
    formats: Sequence[str] = ()


def find_configs(names: Sequence[str], errors: Dict[str, str]) -> List[Path]:
    """Find the configs of paths, folders and globs, without duplicates.

    Args:
        names: Paths, folders and globs.
        errors: Gets a message for each name without a config.
    """
    found = {}
    for name in names:
        if Path(name).is_dir():
            paths = sorted(Path(name).glob('*.py'))
        elif glob.has_magic(name):
            paths = sorted(map(Path, glob.glob(name, recursive=True)))
        else:
            paths = [Path(name)] if Path(name).is_file() else []
        if not paths:
            errors[name] = 'There is no such config: give a path, a folder '\
                'of configs, or a glob in quotes.'
        found.update(dict.fromkeys(paths))
    return list(found)


class Comparison:
    """Rows of a comparison, and errors of configs without a row.

    Args:
        settings: See :class:`Settings`.

    Attributes:
        rows: Rows by path of the config.
        errors: Messages by name of the config.
    """

    def __init__(self, settings: Settings):
        self.settings = settings
        self.rows: Dict[Path, Row] = {}
        self.errors: Dict[str, str] = {}
        self.budget = Budget(settings.samples, 0, settings.data)
        self.saved_notes: Optional[List[str]] = None
        self.title = settings.title or TITLE

    def count(self, names: Sequence[str]):
        """Add a row for every config that builds; nothing is trained.

        Args:
            names: Paths, folders and globs.
        """
        device = self.settings.latency_device
        for path in track_iter_progress(find_configs(names, self.errors)):
            try:
                row = make_row(path)
                if device is not None:
                    row.latency_ms = measure_latency(
                        load_config(path).model, device=device)
                self.rows[path] = row
            except EXPECTED_ERRORS as error:
                self.errors[str(path)] = one_line(error)
        print()

    def load_results(self):
        """Add the results of earlier trainings with this budget."""
        for run in self.runs():
            if run.result is not None:
                self.add(run, run.result)

    def load_saved(self, path: Path):
        """Take results, notes and title from an earlier ``comparison.json``.

        Rows of networks that the file lacks are left out.
        """
        saved = load_report(path, list(self.rows.values()))
        self.rows = {row.config: row for row in saved.rows}
        self.saved_notes = saved.notes
        self.title = self.settings.title or saved.title

    def train(self):
        """Train runs without a result; save the report after each run."""
        for run, outcome in train_all(self.runs(), jobs=self.settings.jobs,
                                      options=self.settings.options):
            if isinstance(outcome, Exception):
                self.errors[f'{run.config} ({run.budget.name})'] = one_line(
                    outcome)
            else:
                self.add(run, outcome)
            self.save()

    def runs(self) -> List[Run]:
        """One run per seed and row, ordered by seed."""
        return [
            Run(path, budget,
                self.settings.work_dir / path.stem / budget.name)
            for seed in self.settings.seeds for path in self.rows
            for budget in [self.budget._replace(seed=seed)]
        ]

    def add(self, run: Run, result: dict):
        """Add the result of a run to its row."""
        row = self.rows[run.config]
        row.results[run.budget.seed], row.budget = result, self.budget

    def save(self):
        """Write table, page and charts."""
        save_report(
            self.settings.out,
            list(self.rows.values()),
            title=self.title,
            lines=self.notes(),
            errors=self.errors,
            metric=self.settings.metric,
            layout=self.settings.layout,
            formats=self.settings.formats)

    def notes(self) -> List[str]:
        """Explanations of the numbers, for the page and the JSON file."""
        if self.saved_notes is not None:
            return self.saved_notes
        rows = self.rows.values()
        notes = ['Counted: one picture, inference, no flip test. Columns '
                 'that begin with "paper" are figures of the paper and were '
                 'not measured here.']
        if any(row.results for row in rows):
            notes.append(f'Trained: {self.budget.samples} samples each, '
                         f'{self.settings.data or "own"} data, seeds '
                         f'{" ".join(map(str, self.settings.seeds))}.')
        if any(row.results or row.latency_ms for row in rows):
            notes.append(self.machine)
        return notes

    @cached_property
    def machine(self) -> str:
        """Processor, its speed, and the versions."""
        found = machine_info()
        versions = ', '.join(f'{name} {found[name]}' for name in (
            'torch', 'mmpose', 'mspn_plugin'))
        return (f'Machine: {found["processor"]}, {found["threads"]} threads, '
                f'{found["float32_gflops"]} GFLOP/s in float32 matrix '
                f'products, {"with" if found["native_bfloat16"] else "no"} '
                f'bfloat16; {versions}.')

    def show(self):
        """Print the layout's columns, or the first ones, of the table."""
        rows = list(self.rows.values())
        metric = self.settings.metric or main_metric(rows)
        columns = ['config', 'parameters, M', 'GMACs',
                   'as the paper counts, 2^30', 'paper: GFLOPs', 'paper: AP',
                   'memory, MiB', 'latency, ms', 'minutes', metric,
                   f'{metric}, spread']
        layout = self.settings.layout
        records = arrange([row.record(metric) for row in rows], metric, layout)
        known = column_names(records)
        if not layout.columns:
            known = [name for name in columns if name in known]
        table = Table(*known)
        for record in records:
            table.add_row(*(str(record.get(c, '')) for c in known))
        Console(width=None if os.isatty(1) else 200).print(table)
