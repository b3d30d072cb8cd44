"""docs/combinations.md: each row is a config that builds."""

import re

import pytest
import torch
from mmengine.config import Config
from mmengine.registry import init_default_scope

from mspn_plugin.comparison.counting import build_on_meta
from tests.conftest import ROOT

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
def test_it_exists_and_builds(name):
    """And reads a picture: without weights, in no time."""
    init_default_scope('mmpose')
    path, = ROOT.glob(f'configs/[!_]*/{name}.py')
    model = build_on_meta(Config.fromfile(path).model)
    width, height = model.head.decoder.input_size
    with torch.no_grad():
        found = model(
            torch.empty(1, 3, height, width, device='meta'), None, 'tensor')
    assert found.shape[:2] == (1, model.head.out_channels)
