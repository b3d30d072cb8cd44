"""Plot the results of a benchmark."""

from typing import Dict, List

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .names import VARIANTS
from .workloads import MATRIX_PRODUCT

COLOURS = dict(zip(VARIANTS, matplotlib.colormaps['tab10'].colors))


def plot_benchmark(found: dict) -> Figure:
    """Plot persons per second, ratios, and the cost per person in sweeps.

    Args:
        found: Content of the benchmark's JSON file; parts may be missing.
    """
    panels = {
        'inference': _bars, 'by_stages': _stages, 'by_input_size': _sizes,
        'by_people': _people}
    panels = {name: draw for name, draw in panels.items() if name in found}
    rows = max(1, -(-len(panels) // 2))
    figure = Figure(figsize=(9, 3.4 * rows), layout='constrained')
    machine = found['machine']
    figure.suptitle(
        f'{machine["processor"]}, {machine["threads"]} threads, torch '
        f'{machine["torch"]}, mmpose {machine["mmpose"]}', fontsize=8)
    for i, (name, draw) in enumerate(panels.items(), start=1):
        axes = figure.add_subplot(rows, 2, i)
        axes.grid(alpha=.3)
        draw(axes, found[name])
    return figure


def _bars(axes: Axes, results: Dict[str, Dict[str, dict]]):
    """Speed relative to mmpose, for every batch size."""
    variants = [w for w in next(iter(results.values())) if w != MATRIX_PRODUCT]
    width = .8 / len(variants)
    for w, name in enumerate(variants):
        places = [i + (w - (len(variants) - 1) / 2) * width
                  for i in range(len(results))]
        bars = axes.bar(places, [r[name]['ratio'] for r in results.values()],
                        width, label=name, color=COLOURS[name])
        axes.bar_label(bars, [f'{r[name]["per_second"]:.1f}'
                              for r in results.values()], fontsize=6)
    axes.set(title='Times as fast as mmpose (label: persons/s)',
             ylim=(0, 1.3 * max(f['ratio'] for r in results.values()
                                for name, f in r.items() if name in variants)),
             xticks=range(len(results)),
             xticklabels=[f'batch {batch}' for batch in results])
    axes.legend(fontsize=6, loc='upper left')
    axes.title.set_fontsize(9)


def _stages(axes: Axes, rows: List[dict]):
    _lines(axes, [row['of'] for row in rows], rows, 'stages', each=True)


def _sizes(axes: Axes, rows: List[dict]):
    pixels = [row['of'][0] * row['of'][1] for row in rows]
    _lines(axes, pixels, rows, 'input size', each=True)
    axes.set_xticks(pixels,
                    ['{1}x{0}'.format(*row['of']) for row in rows])
    axes.tick_params(axis='x', labelsize=6, rotation=30)


def _people(axes: Axes, rows: List[dict]):
    _lines(axes, [row['of'] for row in rows], rows, 'people in a picture',
           each=False)


def _lines(axes: Axes, places: list, rows: List[dict], what: str, *,
           each: bool):
    """Milliseconds per person or per picture."""
    for name in (key for key in rows[0] if key != 'of'):
        values = [1e3 / row[name]['per_second'] for row in rows]
        axes.plot(places, values, marker='o', markersize=4, label=name,
                  color=COLOURS[name])
    axes.set(title=f'Cost by {what}', xlabel=what, ylim=(0, None),
             xticks=places,
             ylabel='ms per person' if each else 'ms per picture')
    axes.title.set_fontsize(9)
    axes.legend(fontsize=6)
