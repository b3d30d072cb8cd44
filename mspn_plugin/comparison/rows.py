"""One row per network: cost, the paper's figures, results of trainings."""

import ast
import statistics
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, List, Optional

from mmengine.fileio import load

from ..engine.config import load_config
from .budget import Budget
from .counting import Cost, build_on_meta, count_cost


@dataclass
class Row:
    """Cost and results of one network.

    Attributes:
        config: Path of the config.
        cost: Cost of the network.
        published: The paper's figures, from the folder's metafile.
        latency_ms: Latency of one picture; None: not measured.
        results: Results of the runs, by seed.
        budget: Budget of these runs, for any seed.
    """
    config: Path
    cost: Cost
    published: dict = field(default_factory=dict)
    latency_ms: Optional[float] = None
    results: Dict[int, dict] = field(default_factory=dict)
    budget: Optional[Budget] = None

    @property
    def name(self) -> str:
        return self.config.stem

    @property
    def summary(self) -> str:
        """The first sentence of the config's docstring, or ''."""
        if not self.config.is_file():
            return ''
        doc = ast.get_docstring(ast.parse(self.config.read_text())) or ''
        return ' '.join(doc.split('\n\n')[0].split()).partition('. ')[0]

    def values(self, metric: str) -> List[float]:
        """Values of a metric, of the seeds that have it."""
        return [
            result['metrics'][metric] for _, result in sorted(
                self.results.items()) if metric in result['metrics']
        ]

    def mean(self, metric: str) -> Optional[float]:
        """Mean over the seeds; None without values."""
        values = self.values(metric)
        return statistics.fmean(values) if values else None

    def by_stage(self, metric: str) -> List[float]:
        """Mean over the seeds, stage 1 first; empty for one stage."""
        stages = [[s[metric] for s in r['stages']]
                  for r in self.results.values()
                  if r['stages'] and metric in r['stages'][0]]
        if not stages or len(stages[0]) < 2:
            return []
        return [statistics.fmean(values) for values in zip(*stages)]

    def record(self, metric: Optional[str]) -> dict:
        """The row as columns, without unknown ones.

        Args:
            metric: Metric whose mean and spread over the seeds are added.
        """
        record = {
            'config': self.name,
            'parameters, M': round(self.cost.parameters / 1e6, 2),
            'GMACs': round(self.cost.multiply_adds / 1e9, 3)
        }
        if self.results:
            record.update(self._measured(metric))
        record.update(self._published())
        if self.latency_ms is not None:
            record['latency, ms'] = round(self.latency_ms, 1)
        record['memory, MiB'] = round(self.cost.memory / 2**20, 2)
        record.update({f'{part}, GMACs': round(n / 1e9, 3)
                       for part, n in self.cost.parts.items()})
        return record

    def _published(self) -> dict:
        printed = {
            f'paper: {key}': value for key, value in self.published.items()
            if key not in ('Counted', 'Not reproduced')
        }
        if 'GFLOPs' in self.published:
            way = self.published.get('Counted', 'as_mspn' if 'mspn' in
                                     self.name else 'as_simple_baseline')
            printed['as the paper counts, 2^30'] = round(
                getattr(self.cost, way), 2)
        return printed

    def _measured(self, metric: Optional[str]) -> dict:
        reached = {
            'data': self.budget.data or 'own',
            'samples': self.budget.samples,
            'seeds': len(self.results),
            'minutes': round(statistics.fmean(
                r['minutes'] for r in self.results.values()), 1)
        }
        names = next(iter(self.results.values()))['metrics']
        for name in ([metric] if metric in names else []) + [
                n for n in names if n != metric]:
            mean = self.mean(name)
            digits = 4 if mean <= 1 else 2  # a fraction, or percents
            reached[name] = round(mean, digits)
            if name == metric and len(self.results) > 1:
                reached[f'{name}, spread'] = round(
                    statistics.stdev(self.values(name)), digits)
        return reached


def make_row(path: Path) -> Row:
    """Make a row without runs.

    Raises:
        Exception: Any error of the config.
    """
    config = load_config(path)
    return Row(path, count_cost(build_on_meta(config.model)),
               published_results(path))


def published_results(path: Path) -> dict:
    """The paper's figures in the metafile of a config's folder."""
    metafile = path.parent / 'metafile.yml'
    if not metafile.exists():
        return {}
    for model in load(metafile)['Models']:
        if Path(model['Config']).name == path.name:
            return model.get('Published', {})
    return {}
