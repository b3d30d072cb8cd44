"""docs/combinations.md: each row is a config."""

import re

import pytest

from tests.conftest import ROOT
from tests.test_configs import CONFIGS

TABLE = (ROOT / 'docs/combinations.md').read_text()
ROWS = re.findall(r'^\|[^|]+\| (td-hm_[\w-]+) \|(.*)\|$', TABLE, re.M)


def test_rows_are_of_one_form():
    columns = TABLE[TABLE.index('| combination'):].splitlines()[0].count('|')
    lines = re.findall(r'^\|.*\|$', TABLE, re.M)
    assert len(ROWS) == len(lines) - 2 > 10
    assert all(line.count('|') == columns for line in lines)
    names = [name for name, _ in ROWS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize('name', [name for name, _ in ROWS])
def test_it_exists(name):
    """``tests/test_configs.py`` builds and trains every config."""
    path, = ROOT.glob(f'configs/[!_]*/{name}.py')
    assert path.relative_to(ROOT) in CONFIGS
