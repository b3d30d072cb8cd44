"""Every number in a table of the documentation has a unit, or needs none."""

import re
from pathlib import Path
from typing import Iterator, List, Tuple

import pytest

from tests.conftest import ROOT

PAGES = sorted((*ROOT.glob('*.md'), *ROOT.glob('docs/*.md'),
                *ROOT.glob('projects/*/README.md'),
                *ROOT.glob('configs/*/README.md')))
#: A cell of one number or several, without a unit.
BARE = re.compile(r'\**[-+]?\d[\d.,]*\**(( ± |, )\**[\d.]+\**)*')
#: A unit in the header of a column, or of the first column for all columns.
UNIT = re.compile(r'%|\b(GMACs|ms|s|minutes|MB|MiB|M|G|2\^30|cells|iterations?'
                  r'|0 to 1|per second|points)(?=\W|$)')
#: Numbers that have no unit: counts, ratios, names and parts of a paper.
UNITLESS = re.compile(
    r'seeds?|stages|keypoints|number|ratio|weight|code|section|table|'
    r'people without one|boxes a (picture|frame)|.*, C|standard deviation .*|'
    r'recall.*|noise|gradients|rendered, nobody|keypoints with weights')


def tables(text: str) -> Iterator[Tuple[List[str], List[List[str]]]]:
    """Header and rows of every table."""
    for block in re.findall(r'(?:^\|.*\n?)+', text, re.M):
        head, _, *rows = ([cell.strip() for cell in line.split('|')[1:-1]]
                          for line in block.splitlines())
        yield head, rows


def without_unit(head: List[str], rows: List[List[str]]) -> List[str]:
    """Headers of columns with a number whose unit is not written.

    It may be in the header of the column, in that of the first column, for
    the whole table, or in the first cell of the row.
    """
    def has_unit(label: str) -> bool:
        return bool(UNIT.search(label) or UNITLESS.fullmatch(label))

    return sorted({
        name for row in rows for name, cell in zip(head, row)
        if BARE.fullmatch(cell) and not UNIT.search(head[0])
        and not has_unit(name) and not has_unit(row[0])})


@pytest.mark.parametrize('page', PAGES, ids=lambda p: str(
    p.relative_to(ROOT)))
def test_numbers_have_units(page: Path):
    wrong = {'| '.join(head): without_unit(head, rows)
             for head, rows in tables(page.read_text())}
    assert not {k: v for k, v in wrong.items() if v}


def test_a_table_without_units_is_found():
    text = ('| network | time | ms | memory |\n|---|---|---|---|\n'
            '| one | 1.5 ± 0.1 | **7** | 3 MB |\n')
    (head, rows), = tables(text)
    assert without_unit(head, rows) == ['time']
