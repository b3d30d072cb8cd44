"""Charts of a comparison."""

import re
from typing import List, Tuple

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .rows import Row

COLOURS = matplotlib.colormaps['tab10'].colors
NOTE = 6  # font size of a network's name, in points


def pareto_front(
        points: List[Tuple[float, float]]) -> List[Tuple[float, float]]:
    """(cost, accuracy) pairs on the Pareto front, cheapest first."""
    best, found = float('-inf'), []
    for cost, accuracy in sorted(points, key=lambda p: (p[0], -p[1])):
        if accuracy > best:
            found.append((cost, accuracy))
            best = accuracy
    return found


def accuracy_and_cost(points: List[Tuple[str, float, float]], what: str,
                      title: str) -> Figure:
    """Plot all networks and their Pareto front (as MSPN, Figure 1).

    Args:
        points: Name, multiply-adds and accuracy of each network.
        what: Name of the accuracy.
        title: Title of the chart.
    """
    figure, axes = _chart(title)
    pairs = [(cost / 1e9, accuracy) for _, cost, accuracy in points]
    axes.plot(*zip(*pareto_front(pairs)), color='0.7', zorder=0, label='front')
    best = set(pareto_front(pairs))
    for (name, *_), pair in zip(points, pairs):
        axes.scatter(*pair, s=18, color=COLOURS[pair not in best])
        axes.annotate(_short_name(name), pair, fontsize=NOTE, xytext=(3, 3),
                      textcoords='offset points')
    axes.set(xscale='log', xlabel='multiply-adds of a picture, G',
             ylabel=what)
    axes.legend()
    return figure


def by_stage(rows: List[Row], metric: str) -> Figure:
    """Plot the accuracy of each network stopped after each stage.

    Args:
        rows: Networks of more than one stage.
        metric: Name of the accuracy.
    """
    figure, axes = _chart('Accuracy of networks stopped after a stage')
    for i, row in enumerate(rows):
        values = row.by_stage(metric)
        axes.plot(range(1, len(values) + 1), values, marker='o', markersize=4,
                  color=COLOURS[i % 10], label=_short_name(row.name))
    most = max(len(row.by_stage(metric)) for row in rows)
    axes.set(xlabel='stage', ylabel=metric, xticks=range(1, most + 1))
    axes.legend(fontsize=NOTE)
    return figure


def ablation(rows: List[Row], metric: str) -> Figure:
    """Plot each network as a bar (mean) with a dot per seed.

    Args:
        rows: Networks, the best last.
        metric: Name of the accuracy.
    """
    figure, axes = _chart(f'{metric}, one dot per seed',
                          height=1 + .22 * len(rows))
    for i, row in enumerate(rows):
        values = row.values(metric)
        axes.barh(i, row.mean(metric), color=COLOURS[0], alpha=.35)
        axes.scatter(values, [i] * len(values), s=10, color=COLOURS[0])
    axes.set(yticks=range(len(rows)), xlabel=metric,
             yticklabels=[_short_name(row.name) for row in rows])
    axes.tick_params(axis='y', labelsize=7)
    return figure


def curves(rows: List[Row], prefix: str) -> Figure:
    """Plot PCK over its threshold.

    Args:
        rows: Networks, the best first.
        prefix: Name of the metrics before the threshold.
    """
    figure, axes = _chart('PCK curves')
    for i, row in enumerate(rows):
        names = thresholds(row, prefix)
        axes.plot([float(n[len(prefix):]) for n in names],
                  [row.mean(n) for n in names], color=COLOURS[i % 10],
                  linestyle=('-', '--', ':')[i // 10 % 3],
                  label=_short_name(row.name))
    axes.set(xlabel='threshold, in torsos', ylabel='PCK, %', ylim=(0, 100))
    axes.legend(fontsize=NOTE)
    return figure


def thresholds(row: Row, prefix: str) -> List[str]:
    """Metrics of a row that consist of ``prefix`` and a number."""
    names = next(iter(row.results.values()))['metrics']
    found = [n for n in names if n.startswith(prefix) and
             n[len(prefix):].replace('.', '', 1).isdigit()]
    return sorted(found, key=lambda n: float(n[len(prefix):]))


def _chart(title: str, height: float = 4.2) -> Tuple[Figure, Axes]:
    figure = Figure(figsize=(7, height), layout='constrained')
    axes = figure.subplots()
    axes.set_title(title, fontsize=9)
    axes.grid(alpha=.3)
    return figure, axes


def _short_name(name: str) -> str:
    """A config's name without its training schedule."""
    return re.sub(r'_\dxb.*', '', name.removeprefix('td-hm_'))
