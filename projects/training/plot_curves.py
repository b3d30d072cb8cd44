"""Draw the results of curves.py.

    python projects/training/plot_curves.py work_dirs/curves/curves.json \\
        docs/own_data.svg
"""

import argparse
import json
from pathlib import Path
from typing import Dict, List, Tuple

import matplotlib
from matplotlib.figure import Figure

COLOURS = matplotlib.colormaps['tab10'].colors
FIGURE = 'box/PCK@0.1'
STARTS = {
    'people': 'photographs of people, keypoints by name',
    'people-anew': 'photographs of people, keypoints anew',
    'rendered-people': 'rendered people',
    'random': 'random weights'
}


def by_start(rows: Dict[str, dict], start: str) -> Tuple[List[int], list]:
    """Numbers of pictures, and the PCK of each seed for each of them.

    Args:
        rows: Of ``curves.json``.
        start: One of :data:`STARTS`.
    """
    found = {}
    for key, row in rows.items():
        count, begun, _ = key.split()
        if begun == start:
            found.setdefault(int(count), []).append(row[FIGURE])
    counts = sorted(found)
    return counts, [found[count] for count in counts]


def plot(rows: Dict[str, dict]) -> Figure:
    """PCK over pictures; a line through the means, a dot for each seed."""
    figure = Figure(figsize=(6, 3.6), layout='constrained')
    axes = figure.add_subplot()
    axes.grid(alpha=.3)
    for colour, (start, label) in zip(COLOURS, STARTS.items()):
        counts, values = by_start(rows, start)
        axes.plot(counts, [sum(v) / len(v) for v in values], color=colour,
                  label=label)
        for count, seeds in zip(counts, values):
            axes.scatter([count] * len(seeds), seeds, s=18, color=colour)
    counts = sorted({int(key.split()[0]) for key in rows})
    axes.set(xscale='log', xlabel='labelled pictures',
             ylabel='PCK@0.1 of 200 test pictures, %', xticks=counts,
             xticklabels=[f'{count:,}' for count in counts])
    axes.minorticks_off()
    axes.set_ylim(bottom=0)
    axes.legend(loc='upper right', bbox_to_anchor=(1, .9))
    return figure


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('curves', type=Path)
    parser.add_argument('chart', type=Path)
    args = parser.parse_args()
    rows = json.loads(args.curves.read_text())
    with matplotlib.rc_context({'svg.hashsalt': '0'}):
        plot(rows).savefig(args.chart, metadata={'Date': None})


if __name__ == '__main__':
    main()
