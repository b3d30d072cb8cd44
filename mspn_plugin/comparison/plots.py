"""Charts of a comparison."""

import re
from typing import List, Tuple

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .rows import Row

COLOURS = matplotlib.colormaps['tab10'].colors
NOTE = 6  # points, of a network's name


def pareto_front(
        points: List[Tuple[float, float]]) -> List[Tuple[float, float]]:
    """Those (cost, accuracy) that no other beats in both, cheapest first."""
    best, found = float('-inf'), []
    for cost, accuracy in sorted(points, key=lambda p: (p[0], -p[1])):
        if accuracy > best:
            found.append((cost, accuracy))
            best = accuracy
    return found


def accuracy_and_cost(points: List[Tuple[str, float, float]], what: str,
                      title: str) -> Figure:
    """Every network, and the front of those that none beats (MSPN, Figure 1).

    Args:
        points: Name, multiply-adds and accuracy.
        what: The accuracy's name.
        title: Of the chart.
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
    """What each network's stages reach, if it stops there.

    Args:
        rows: Those with more than one stage.
        metric: The accuracy's name.
    """
    figure, axes = _chart('Accuracy by stage, each network stopped there')
    for i, row in enumerate(rows):
        values = row.by_stage(metric)
        axes.plot(range(1, len(values) + 1), values, marker='o', markersize=4,
                  color=COLOURS[i % 10], label=_short_name(row.name))
    most = max(len(row.by_stage(metric)) for row in rows)
    axes.set(xlabel='stage', ylabel=metric, xticks=range(1, most + 1))
    axes.legend(fontsize=NOTE)
    return figure


def ablation(rows: List[Row], metric: str) -> Figure:
    """All networks under one another: every seed a dot, their mean a bar.

    Args:
        rows: Best last.
        metric: The accuracy's name.
    """
    figure, axes = _chart(f'{metric}, every seed a dot',
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
    """PCK over its threshold.

    Args:
        rows: Best first.
        prefix: Of the metrics, the threshold comes after it.
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
    """A row's metrics of ``prefix`` and nothing but a number."""
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
    """A config's name without its recipe."""
    return re.sub(r'_\dxb.*', '', name.removeprefix('td-hm_'))
