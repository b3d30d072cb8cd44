"""docs/fidelity.md is complete and agrees with the configs."""

import json
import re
import statistics
from collections import Counter

import pytest
import yaml

from tests.conftest import ROOT

TEXT = (ROOT / 'docs/fidelity.md').read_text()
NAME = re.compile(r'td-hm_[\w-]+')
CONFIGS = {path.stem: path for path in ROOT.glob('configs/[!_]*/*.py')}
#: Rows of the papers' tables that are about their own networks, or about the
#: baselines that they train themselves.
ROWS = {
    'MSPN': {'1': 4, '2': 9, '3': 4, '4': 6, '5': 3, '6': 9, '7': 3, '8': 1,
             '9': 1},
    'MSFFN': {'1': 2, '2': 1},
    'EFAFNet': {'I': 5, 'II': 6, 'III': 2, 'IV': 2, 'V': 2, 'VI': 6, 'VII': 4,
                'VIII': 3, 'IX': 3, 'X': 6, 'XI': 5, 'XII': 3},
    'MSCM': {'1': 1, '2': 4, '3': 4, '4': 2, '5': 2, '6': 2},
}


def rows():
    table = TEXT[TEXT.index('| paper | table |'):].splitlines()[2:]
    return [tuple(cell.strip() for cell in line.split('|')[1:-1])
            for line in table if line.startswith('|')]


def published():
    """Every figure of every config's metafile, by config."""
    found = {}
    for path in ROOT.glob('configs/*/metafile.yml'):
        for model in yaml.safe_load(path.read_text())['Models']:
            found[model['Name']] = set(model.get('Published', {}).values())
    return found


def test_every_config_named_exists():
    named = set(NAME.findall(TEXT))
    assert named <= set(CONFIGS)
    assert len(named) > 60


def test_every_file_named_exists():
    files = re.findall(r'`([\w/]+/\w+\.py)`', TEXT)
    assert len(files) > 40
    for file in files:
        folder = 'mspn_plugin' if not file.startswith(
            ('configs', 'tests')) else ''
        assert (ROOT / folder / file).exists(), file


def test_every_row_of_every_table_has_a_config_or_a_reason():
    counts = {paper: Counter(row[1] for row in rows() if row[0] == paper)
              for paper in ROWS}
    assert counts == ROWS
    for row in rows():
        assert NAME.search(row[4]) or len(row[4].split()) > 3, row


@pytest.mark.parametrize('row', rows(), ids=lambda r: '-'.join(r[:3]))
def test_figures_equal_those_of_the_metafile(row):
    """If both the row and the config have a figure."""
    names, figures = NAME.findall(row[4]), published()
    if not names or not row[3]:
        return
    assert float(row[3]) in set().union(*(figures[n] for n in names)), row


def test_claims_have_one_of_the_verdicts():
    claims = TEXT[TEXT.index('## Claims'):TEXT.index('## Every row')]
    lines = [line for line in claims.splitlines()
             if line.startswith('| ') and not line.startswith('| section')]
    assert len(lines) > 55
    for line in lines:
        verdict = line.split('|')[4]
        assert re.search('as printed|default|switch|assumed|deviates|'
                         'not here', verdict), line


@pytest.mark.parametrize('folder', ('mspn', 'msffn', 'efafnet', 'mscm'))
def test_deviations_are_in_the_folders_readme(folder):
    text = (ROOT / f'configs/{folder}/README.md').read_text()
    assert '## Deviations' in text


def test_the_table_of_rates_equals_the_committed_figures():
    """Final loss and PCK of each rate, mean over the seeds."""
    results = json.loads(
        (ROOT / 'projects/comparison/rate.json').read_text())
    for kind, label in (('literal', '5e-4'), ('official', '4e-3, warm-up')):
        for what in ('loss', 'PCK'):
            mean = statistics.fmean(
                seed[what]['1000'] for seed in results[kind].values())
            line = re.search(rf'^\| {what}, {label} \| '
                             rf'{len(results[kind])} \|.*$', TEXT, re.M)[0]
            assert line.split('|')[-2].split()[0] == f'{mean:.3f}'
    losses = [results[kind]['0']['loss']['1000'] for kind in results]
    assert losses[1] < losses[0] / 2
