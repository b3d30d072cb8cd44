"""Rows, charts and the page, from made-up results."""

import csv
import json
import re
import shutil
from pathlib import Path

import pytest

from mspn_plugin.comparison.budget import Budget
from mspn_plugin.comparison.counting import Cost
from mspn_plugin.comparison.plots import pareto_front
from mspn_plugin.comparison.report import save_report
from mspn_plugin.comparison.rows import Row, published_results
from mspn_plugin.comparison.saved import load_report
from mspn_plugin.comparison.tables import column_names
from tests.conftest import ROOT


def row(name, gmacs, *accuracies, stages=1):
    results = {
        seed: dict(
            metrics={'lsp/PCK@0.2': a, 'lsp/PCK@0.1': a / 2,
                     'lsp/PCK@0.5': a + 5, 'lsp/PCK@0.2/ankle': a - 9,
                     'lsp/PCP': a - 3, 'lsp/PCP/head': a + 1},
            stages=[{'lsp/PCK@0.2': a - 10 * k}
                    for k in reversed(range(stages))], minutes=2.)
        for seed, a in enumerate(accuracies)
    }
    cost = Cost(2_000_000, int(gmacs * 1e9), dict(backbone=1, head=2), 2**20,
                1., 2.)
    return Row(Path(f'{name}.py'), cost, {}, results=results,
               budget=Budget(16, 0, 'lsp'))


ROWS = [row('small', .1, 50., 52., 54.), row('two', .2, 60., stages=2),
        row('dear', .3, 55.), row('none', .4)]


def test_mean_and_spread_over_seeds():
    record = ROWS[0].record('lsp/PCK@0.2')
    assert record['lsp/PCK@0.2'] == 52
    assert record['lsp/PCK@0.2, spread'] == 2  # n - 1
    assert record['seeds'] == 3 and record['samples'] == 16
    assert 'seeds' not in ROWS[3].record('lsp/PCK@0.2')


def test_stages():
    assert ROWS[1].by_stage('lsp/PCK@0.2') == [50, 60]
    assert ROWS[0].by_stage('lsp/PCK@0.2') == []  # one stage


def test_pareto_front():
    points = [(3, 5), (1, 2), (2, 6), (2, 4), (4, 6), (5, 7)]
    assert pareto_front(points) == [(1, 2), (2, 6), (5, 7)]


def test_columns_keep_their_order():
    assert column_names([dict(a=1, c=1),
                         dict(a=1, b=1, c=1),
                         dict(d=1)]) == ['d', 'a', 'b', 'c']


def test_figures_of_the_paper_come_from_the_metafile():
    folder = ROOT / 'configs/mspn'
    assert published_results(folder /
                             'td-hm_4xmspn50_8xb32-96k_coco-256x192.py') == {
                                 'Table': '2',
                                 'AP': 75.9,
                                 'Data': 'COCO minival',
                                 'GFLOPs': 19.9,
                                 'Counted': 'as_mspn'
                             }
    assert published_results(folder / 'quickstart.py') == {}
    assert published_results(ROOT / 'setup.py') == {}


@pytest.fixture(scope='module')
def saved(tmp_path_factory):
    folder = tmp_path_factory.mktemp('report')
    save_report(
        folder,
        ROWS,
        title='<T>',
        lines=['a & b'],
        errors={'x.py': 'broken <b>'})
    return folder


def test_files(saved):
    with open(saved / 'comparison.csv') as file:
        table = list(csv.DictReader(file))
    assert [r['config'] for r in table] == ['small', 'two', 'dear', 'none']
    assert table[0]['lsp/PCK@0.2'] == '52.0'
    assert table[3]['lsp/PCK@0.2'] == ''
    content = json.loads((saved / 'comparison.json').read_text())
    assert content['errors'] == {'x.py': 'broken <b>'}
    runs = content['rows'][0]['runs']
    assert [r['metrics']['lsp/PCK@0.2'] for r in runs.values()] == [
        50, 52, 54]
    assert {p.name for p in saved.iterdir()} == {
        'comparison.csv', 'comparison.json', 'comparison.html',
        'accuracy_and_cost.svg', 'ablation.svg', 'by_stage.svg', 'curves.svg'
    }


def test_a_report_is_drawn_again_from_its_json(saved, tmp_path):
    """The same results of every seed, without the trainings."""
    counted = [Row(r.config, r.cost) for r in (*ROWS, row('new', .5))]
    report = load_report(saved / 'comparison.json', counted)
    assert (report.title, report.notes) == ('<T>', ['a & b'])
    assert [r.name for r in report.rows] == ['small', 'two', 'dear', 'none']
    save_report(tmp_path / 'again', report.rows, title=report.title,
                lines=report.notes, errors={'x.py': 'broken <b>'})
    for path in saved.glob('comparison.*'):
        again = tmp_path / 'again' / path.name
        assert again.read_bytes() == path.read_bytes()
    with pytest.raises(ValueError, match='has the networks dear, two, but'):
        load_report(saved / 'comparison.json', [counted[0], counted[3]])


def test_the_page_has_no_external_resources(saved):
    page = (saved / 'comparison.html').read_text()
    assert '&lt;T&gt;' in page and 'broken &lt;b&gt;' in page
    outside = page.replace('http://www.w3.org', '').replace(
        'http://purl.org', '').replace('http://creativecommons.org', '')
    outside = outside.replace('https://matplotlib.org', '')
    assert 'http' not in outside and 'src=' not in page
    assert page.count('<svg') == 4


#: Scrolls the table; whether its head is still at its top.
HEAD_STAYS = """() => {
  const box = document.querySelector('.wide');
  box.style.maxHeight = '5rem';
  box.scrollTop = 40;
  const top = box.querySelector('thead th').getBoundingClientRect().top;
  return box.scrollTop > 0
    && Math.abs(top - box.getBoundingClientRect().top) < 3;
}"""
RESULT_IN_VIEW = """() => document.querySelector('tbody td')
  .getBoundingClientRect().right <= innerWidth"""


def test_page_in_a_browser(saved):
    """Opened offline from disk, it sorts and fits a phone."""
    chromium = shutil.which('chromium')
    if chromium is None:
        pytest.skip('no chromium')
    api = pytest.importorskip('playwright.sync_api')
    with api.sync_playwright() as p:
        browser = p.chromium.launch(
            executable_path=chromium, args=['--no-sandbox'])
        page = browser.new_page(viewport=dict(width=390, height=800))
        page.context.set_offline(True)
        said = []
        page.on('console', lambda message: said.append(message.text))
        page.on('pageerror', lambda error: said.append(str(error)))
        page.set_default_timeout(5000)
        page.goto((saved / 'comparison.html').as_uri())
        width = 'document.documentElement.scrollWidth'
        assert page.evaluate(width) == 390
        table = page.locator('table').first

        def order():
            return [r.inner_text() for r in
                    table.locator('tbody tr th').all()]

        button = table.locator('th button').filter(
            has_text=re.compile('^lsp/PCK@0.2$'))
        best_first = ['two', 'dear', 'small', 'none']  # unknown last
        assert order() == best_first
        button.click()
        assert order() == best_first
        button.press('Enter')
        assert order() == ['small', 'dear', 'two', 'none']
        table.locator('th button').first.click()
        assert order() == ['two', 'small', 'none', 'dear']
        assert page.evaluate(HEAD_STAYS)
        assert page.evaluate(RESULT_IN_VIEW)
        assert page.locator('h2').all_inner_texts() == [
            'Networks', 'PCK@0.2 by joint, %', 'PCP by limb, %',
            'Multiply-adds by part, G']
        assert page.locator('figure svg').count() == 4
        assert said == []
        browser.close()
