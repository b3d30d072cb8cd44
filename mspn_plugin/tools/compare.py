"""Networks beside each other: what they cost, and what they reach.

    python -m mspn_plugin.tools.compare CONFIG [FOLDER] ['GLOB']
    python -m mspn_plugin.tools.compare --paper mspn
    python -m mspn_plugin.tools.compare FOLDER --train --data lsp \\
        --samples 16000 --seeds 0 1 2
    mim run mspn_plugin compare ...

Counting runs nothing and takes a second a network. ``--train`` gives each
network the same samples, seeds and data, goes on where it was stopped, and
writes the table anew as each of them ends. What is trained already is shown
without ``--train`` too, if ``--samples`` and ``--data`` say which.
"""

import argparse
import glob
import os
import sys
from functools import cached_property
from pathlib import Path
from typing import Dict, List

from mmengine import DictAction
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmengine.utils import track_iter_progress
from rich.console import Console
from rich.table import Table

import mspn_plugin  # noqa: F401  registers everything
from mspn_plugin.comparison.budget import DATA_CONFIGS, Budget, shipped_config
from mspn_plugin.comparison.latency import measure_latency
from mspn_plugin.comparison.report import main_metric, save_report
from mspn_plugin.comparison.rows import Row, make_row
from mspn_plugin.comparison.training import Run, train_all
from mspn_plugin.engine.machine import machine_info
from mspn_plugin.tools.cli_errors import EXPECTED_ERRORS, cli_errors

PAPERS = ('mspn', 'msffn', 'efafnet', 'mscm', 'combined')


def find(names: List[str], errors: Dict[str, str]) -> List[Path]:
    """Configs of paths, folders and globs, none twice.

    Args:
        names: As on the command line.
        errors: Takes names that nothing is found for.
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
                'with configs, or a glob in quotes.'
        found.update(dict.fromkeys(paths))
    return list(found)


class Comparison:
    """Rows as they are made, and the errors of those that are not.

    Args:
        args: The command line's.
    """

    def __init__(self, args: argparse.Namespace):
        self.args = args
        self.rows: Dict[Path, Row] = {}
        self.errors: Dict[str, str] = {}
        self.budget = Budget(
            args.samples, 0, None if args.data == 'own' else args.data)

    def count(self):
        """A row for every config that builds."""
        names = self.args.configs + [
            os.path.relpath(shipped_config(p)) for p in self.args.paper]
        for path in track_iter_progress(find(names, self.errors)):
            try:
                row = make_row(path)
                if self.args.latency:
                    row.latency_ms = measure_latency(
                        Config.fromfile(path).model, device=self.args.device)
                self.rows[path] = row
            except EXPECTED_ERRORS as error:
                self.errors[str(path)] = _line(error)
        print()

    def read(self):
        """What runs of this budget ended with before."""
        for run in self.runs():
            if run.result is not None:
                self.add(run, run.result)

    def train(self):
        """All runs that have not ended; the table is saved after each."""
        for run, outcome in train_all(self.runs(), jobs=self.args.jobs,
                                      options=self.args.cfg_options):
            if isinstance(outcome, Exception):
                self.errors[f'{run.config} ({run.budget.name})'] = _line(
                    outcome)
            else:
                self.add(run, outcome)
            self.save()

    def runs(self) -> List[Run]:
        """Every seed of every row, the first seed of all first."""
        return [
            Run(path, budget, self.args.work_dir / path.stem / budget.name)
            for seed in self.args.seeds for path in self.rows
            for budget in [self.budget._replace(seed=seed)]
        ]

    def add(self, run: Run, result: dict):
        """A run's result, to its row."""
        row = self.rows[run.config]
        row.results[run.budget.seed], row.budget = result, self.budget

    def save(self):
        """All files."""
        save_report(
            self.args.out,
            list(self.rows.values()),
            title=self.args.title,
            lines=self.lines(),
            errors=self.errors,
            metric=self.args.metric)

    def lines(self) -> List[str]:
        """What page and JSON say first."""
        lines = ['Counted: one picture, inference, no flip test. What begins '
                 'with "paper" is what the paper prints, not what was '
                 'obtained here.']
        if any(row.results for row in self.rows.values()):
            lines.append(f'Trained: {self.budget.samples} samples each, '
                         f'{self.args.data} data, seeds '
                         f'{" ".join(map(str, self.args.seeds))}.')
        if any(row.results or row.latency_ms for row in self.rows.values()):
            lines.append(self.machine)
        return lines

    @cached_property
    def machine(self) -> str:
        """What all of it ran on."""
        return ', '.join(f'{k} {v}' for k, v in machine_info().items())

    def show(self):
        """The table's first columns, as text."""
        metric = self.args.metric or main_metric(list(self.rows.values()))
        columns = ['config', 'parameters, M', 'GMACs',
                   'as the paper counts, 2^30', 'paper: GFLOPs', 'paper: AP',
                   'memory, MiB', 'latency, ms', 'minutes', metric,
                   f'{metric}, spread']
        records = [row.record(metric) for row in self.rows.values()]
        columns = [c for c in columns if any(c in r for r in records)]
        table = Table(*columns)
        for record in records:
            table.add_row(*(str(record.get(c, '')) for c in columns))
        Console(width=None if os.isatty(1) else 200).print(table)


def _line(error: Exception) -> str:
    text = ' '.join(str(error).strip('\'"').split())
    return text or type(error).__name__


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('configs', nargs='*', help='paths, folders, globs')
    parser.add_argument('--paper', nargs='+', default=[], choices=PAPERS,
                        help='all configs of these papers')
    parser.add_argument('--latency', action='store_true',
                        help='measure one picture on this device as well')
    parser.add_argument('--device', default='cpu')
    parser.add_argument('--train', action='store_true')
    parser.add_argument(
        '--data',
        default='own',
        choices=('own', *DATA_CONFIGS),
        help="what to train on and test on: the config's own "
        'unless told')
    parser.add_argument('--samples', type=int, default=16000,
                        help='people to train on, repeated ones counted')
    parser.add_argument('--seeds', type=int, nargs='+', default=[0])
    parser.add_argument('--jobs', type=int, default=1,
                        help='trainings at a time')
    parser.add_argument('--metric', help='what to judge by, as in the log')
    parser.add_argument('--work-dir', type=Path,
                        default=Path('work_dirs/comparison'),
                        help='checkpoints and logs')
    parser.add_argument('--out', type=Path,
                        default=Path('work_dirs/comparison/report'),
                        help='table, page and charts')
    parser.add_argument('--title', default='Pose networks, compared')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction,
                        help='for the training of all configs')
    return parser


@cli_errors
def main():
    args = _parser().parse_args()
    if not args.configs and not args.paper:
        raise ValueError('Nothing to compare: give configs or --paper.')
    init_default_scope('mmpose')
    comparison = Comparison(args)
    comparison.count()
    comparison.read()
    if args.train:
        comparison.train()
    if comparison.rows:
        comparison.save()
        comparison.show()
        print(f'{args.out}/comparison.html, .csv, .json')
    for name, error in comparison.errors.items():
        print(f'error: {name}: {error}', file=sys.stderr)
    if comparison.errors:
        sys.exit(2)


if __name__ == '__main__':
    main()
