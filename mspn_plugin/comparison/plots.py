"""Charts of a comparison."""

import re
from typing import List, Tuple

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from .rows import Row

COLOURS = matplotlib.colormaps['tab10'].colors
NOTE = 6  # font size of a network's name, in points
#: What a chart shows, below it on the page.
CAPTIONS = dict(
    accuracy_and_cost='Accuracy over cost: up and to the left is better. The '
    'line joins the networks of which none is better and cheaper.',
    ablation='Bar: mean over the seeds. Dot: one seed.',
    by_stage='Each line is a network; a higher stage has more computation.',
    curves='Share of joints that are nearer than the threshold.',
    paper='Printed accuracy over cost counted here; the line joins the '
    'networks of which none is better and cheaper.')
#: Offsets of a label from its point, in points; the first free one is taken.
PLACES = tuple((x, y) for far in (3, 9, 16, 24) for x, y in (
    (far, far), (far, -far - NOTE), (-far, far), (-far, -far - NOTE),
    (0, far), (0, -far - NOTE)))


def pareto_front(
        points: List[Tuple[float, float]]) -> List[Tuple[float, float]]:
    """(cost, accuracy) pairs on the Pareto front, cheapest first.

    Examples:
        >>> pareto_front([(3, 5), (1, 2), (2, 6)])
        [(1, 2), (2, 6)]
    """
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
    for pair in pairs:
        axes.scatter(*pair, s=18, color=COLOURS[pair not in best])
    axes.set(xscale='log', xlabel='multiply-adds of a picture, G',
             ylabel=what)
    axes.margins(.1)
    axes.legend(loc='lower right')
    label_points(axes, [_short_name(name) for name, *_ in points], pairs)
    return figure


def label_points(axes: Axes, names: List[str],
                 points: List[Tuple[float, float]]):
    """Write names beside their points, without overlap if there is room.

    Args:
        axes: Axes whose limits and scale are set.
        names: Names of the points.
        points: Their coordinates.
    """
    renderer = FigureCanvasAgg(axes.figure).get_renderer()
    axes.figure.draw_without_rendering()  # the layout places the axes
    taken = [Bbox.from_bounds(x - 3, y - 3, 6, 6)
             for x, y in axes.transData.transform(points)]
    taken.append(axes.get_legend().get_window_extent(renderer))
    for name, point in zip(names, points):
        label = axes.annotate(name, point, fontsize=NOTE,
                              textcoords='offset points')
        for place in PLACES:
            label.set(position=place,
                      ha=('center', 'left', 'right')[(place[0] > 0)
                                                     - (place[0] < 0)])
            box = label.get_window_extent(renderer)
            if _is_free(box, taken, axes.bbox):
                break
        taken.append(box)


def _is_free(box: Bbox, taken: List[Bbox], inside: Bbox) -> bool:
    return (inside.x0 <= box.x0 and box.x1 <= inside.x1
            and inside.y0 <= box.y0 and box.y1 <= inside.y1
            and not any(box.overlaps(other) for other in taken))


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
