"""A comparison as one HTML file without external resources."""

import html
import io
import re
from typing import Dict, List

import matplotlib
from matplotlib.figure import Figure

from .plots import CAPTIONS
from .tables import column_names

STYLE = """
:root { color-scheme: light dark; --line: #8884; --head: #eef; }
@media (prefers-color-scheme: dark) { :root { --head: #223; } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1rem;
       max-width: 76rem; }
.wide { overflow: auto; max-height: 85vh; border: 1px solid var(--line); }
caption { text-align: left; padding: .3rem .6rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .6rem; text-align: right; white-space: nowrap;
         border-bottom: 1px solid var(--line); }
th:first-child { text-align: left; position: sticky; left: 0;
         background: Canvas; font-weight: inherit; overflow-wrap: anywhere; }
td.text { text-align: left; white-space: normal; min-width: 12rem; }
thead th { background: var(--head); position: sticky; top: 0; }
thead th:first-child { background: var(--head); z-index: 1; }
th button { all: unset; cursor: pointer; }
th button::after { content: ' \\2195'; opacity: .4; }
th button:focus-visible { outline: 2px solid; }
th[aria-sort=ascending] button::after { content: ' \\2191'; opacity: 1; }
th[aria-sort=descending] button::after { content: ' \\2193'; opacity: 1; }
figure { margin: 1.5rem 0; overflow-x: auto; }
figure svg { width: 100%; height: auto; max-width: 50rem; min-width: 34rem;
             display: block; background: white; }
.error { color: #c33; }
@media (max-width: 40em) {
  body { padding: .5rem; font-size: 14px; }
  th, td { padding: .3rem .4rem; }
  th:first-child { white-space: normal; width: 40vw; min-width: 40vw; }
}
"""

SORT = """
document.querySelectorAll('th button').forEach(button => {
  button.onclick = () => {
    const head = button.parentElement, table = head.closest('table');
    const column = head.cellIndex, body = table.tBodies[0];
    const up = head.getAttribute('aria-sort') === 'descending';
    table.querySelectorAll('thead th').forEach(
      h => h.removeAttribute('aria-sort'));
    head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
    const text = row => row.cells[column].textContent;
    const order = (a, b) => {
      const [x, y] = [text(a), text(b)];
      if (x === '' || y === '') return (x === '') - (y === '');
      const numbers = !isNaN(x) && !isNaN(y);
      return (up ? 1 : -1) * (numbers ? x - y : x.localeCompare(y));
    };
    body.append(...[...body.rows].sort(order));
  };
});
"""


def render_page(title: str, lines: List[str], tables: Dict[str, List[dict]],
                charts: Dict[str, Figure], errors: Dict[str, str]) -> str:
    """Return the page as HTML.

    Args:
        title: Heading of the page.
        lines: First lines: machine, budget, command.
        tables: Tables by heading; one dict per row, columns in order of
            appearance.
        charts: Charts below the tables, by name.
        errors: Messages by config.
    """
    notes = ''.join(f'<p>{html.escape(line)}</p>\n' for line in lines)
    wrong = ''.join(f'<p class="error">{html.escape(name)}: '
                    f'{html.escape(error)}</p>\n'
                    for name, error in errors.items())
    shown = ''.join(
        f'<h2>{html.escape(heading)}</h2>\n{_table(heading, records)}'
        for heading, records in tables.items())
    drawn = ''.join(
        f'<figure>{_svg(chart, i)}<figcaption>{html.escape(CAPTIONS[name])}'
        '</figcaption></figure>\n'
        for i, (name, chart) in enumerate(charts.items()))
    return (f'<!doctype html>\n<html lang="en">\n<head>\n'
            f'<meta charset="utf-8">\n<meta name="viewport" '
            f'content="width=device-width, initial-scale=1">\n'
            f'<title>{html.escape(title)}</title>\n<style>{STYLE}</style>\n'
            f'</head>\n<body>\n<h1>{html.escape(title)}</h1>\n{notes}{wrong}'
            f'{shown}{drawn}<script>{SORT}</script>\n</body>\n'
            f'</html>\n')


def _table(heading: str, records: List[dict]) -> str:
    names = column_names(records)
    head = ''.join(f'<th scope="col"><button>{html.escape(n)}</button></th>'
                   for n in names)
    body = ''.join(
        '<tr>' + ''.join(_cell(record.get(n, ''), i == 0)
                         for i, n in enumerate(names)) + '</tr>\n'
        for record in records)
    return (f'<div class="wide" tabindex="0"><table><caption>{len(records)} '
            f'rows of {html.escape(heading)}; the head of a column sorts by '
            f'it.</caption><thead><tr>{head}</tr></thead>\n<tbody>\n{body}'
            '</tbody></table></div>\n')


def _cell(value: object, is_name: bool) -> str:
    text = html.escape(str(value))
    if is_name:
        return f'<th scope="row">{text}</th>'
    kind = ' class="text"' if isinstance(value, str) and value else ''
    return f'<td{kind}>{text}</td>'


def _svg(chart: Figure, number: int) -> str:
    """Inline SVG with unique ids; text stays text."""
    buffer = io.StringIO()
    with matplotlib.rc_context({'svg.fonttype': 'none',
                                'svg.hashsalt': str(number)}):
        chart.savefig(buffer, format='svg', metadata={'Date': None})
    drawn = buffer.getvalue()
    drawn = drawn[drawn.index('<svg'):]
    title = html.escape(chart.axes[0].get_title(), quote=True)
    drawn = drawn.replace('<svg', f'<svg role="img" aria-label="{title}"', 1)
    return re.sub(r'(id="|url\(#|href="#)', rf'\g<1>c{number}_', drawn)
