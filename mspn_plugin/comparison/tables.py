"""Rows and columns of a comparison in order; as Markdown and LaTeX."""

from typing import Callable, Dict, List, NamedTuple, Optional, Sequence, Union

#: Costs of a part, such as 'neck, stage 2, GMACs'.
PART = ', GMACs'
#: Characters that LaTeX reads as commands.
LATEX = str.maketrans({c: f'\\{c}' for c in '&%$#_{}'})


class Layout(NamedTuple):
    """Which columns a table has, and the order of its rows.

    Attributes:
        columns: Names in the table's order, as 'NAME' or 'NAME=HEADER' with
            another header; empty: all, the results first.
        sort: Column to sort by; None: the metric that ranks.
        ascending: Whether the smallest number is first.
    """
    columns: Sequence[str] = ()
    sort: Optional[str] = None
    ascending: bool = False


#: All columns, sorted by the metric.
WHOLE = Layout()


def column_names(records: List[dict]) -> List[str]:
    """Columns with a value, in the order of the first row that has them."""
    found: List[str] = []
    for record in records:
        at = 0
        for key, value in record.items():
            if value in ('', None):
                continue
            if key not in found:
                found.insert(at, key)
            at = found.index(key) + 1
    return found


def arrange(records: List[dict], metric: Optional[str] = None,
            layout: Layout = WHOLE) -> List[dict]:
    """Sort rows and choose columns: the result stands beside the name.

    Args:
        records: One dict per row.
        metric: The metric that ranks; None: without results.
        layout: Columns and order.

    Raises:
        ValueError: A column of the layout does not exist.
    """
    known = column_names(records)
    headers = {name: header or name for name, _, header in (
        column.partition('=') for column in layout.columns)}
    wrong = [name for name in (*headers, layout.sort)
             if name is not None and name not in known]
    if wrong:
        raise ValueError(f'There is no column {wrong[0]!r}; the table has '
                         f'{", ".join(map(repr, known))}.')
    first = ('config', metric, f'{metric}, spread')
    headers = headers or {name: name for name in sorted(
        (name for name in known if not name.endswith(PART)),
        key=lambda name: first.index(name) if name in first else len(first))}
    rows = sort_rows(records, layout.sort or metric, layout.ascending)
    return [{header: row[name] for name, header in headers.items()
             if row.get(name) not in ('', None)} for row in rows]


def sort_rows(records: List[dict], column: Optional[str],
              ascending: bool = False) -> List[dict]:
    """Rows by a column, those without a value last; text is A to Z."""
    known = [r for r in records if r.get(column) not in ('', None)]
    rest = [r for r in records if r.get(column) in ('', None)]
    text = any(isinstance(r[column], str) for r in known)
    known.sort(key=lambda r: str(r[column]) if text else r[column],
               reverse=not text and not ascending)
    return known + rest


def parts_by_row(records: List[dict]) -> List[dict]:
    """Multiply-adds of each part."""
    found = [{name.removesuffix(PART): value for name, value in r.items()
              if name == 'config' or name.endswith(PART)} for r in records]
    return [r for r in found if len(r) > 1]


def to_markdown(records: List[dict]) -> str:
    """A table of GitHub's Markdown."""
    names = column_names(records)
    lines = [names, ['---'] * len(names), *_cells(records, names)]
    return ''.join(
        f'| {" | ".join(cell.replace("|", chr(92) + "|") for cell in line)} |'
        '\n' for line in lines)


def to_latex(records: List[dict]) -> str:
    """A ``tabular`` with the rules of the package booktabs."""
    names = column_names(records)
    head, *body = (
        ' & '.join(cell.translate(LATEX).replace('±', r'$\pm$')
                   for cell in line) + r' \\'
        for line in ([*names], *_cells(records, names)))
    return '\n'.join([
        rf'\begin{{tabular}}{{l{"r" * (len(names) - 1)}}}', r'\toprule', head,
        r'\midrule', *body, r'\bottomrule', r'\end{tabular}', ''])


#: Other formats of the table by the end of their file's name.
FORMATS: Dict[str, Callable[[List[dict]], str]] = dict(
    md=to_markdown, tex=to_latex)


def _cells(records: List[dict], names: List[str]) -> List[List[str]]:
    return [[_text(record.get(name, '')) for name in names]
            for record in records]


def _text(value: Union[str, float]) -> str:
    return '' if value is None else str(value)
