"""Weights for photographs have the checksums and accuracy of docs/*.json."""

import hashlib
import json

import pytest
from mmengine.runner import Runner

from mspn_plugin.engine.config import load_config
from tests.conftest import ROOT

pytest.importorskip('timm')
SAID = {name: json.loads((ROOT / f'docs/{name}.json').read_text())
        for name in ('people', 'people_large')}
BEST = {'people': 84.3, 'people_large': 89.2}  # PCK of 14 joints, at least


@pytest.mark.parametrize('said', SAID.values(), ids=SAID)
def test_checksum(said):
    weights = (ROOT / said['weights']).read_bytes()
    assert hashlib.sha256(weights).hexdigest() == said['sha256']
    assert len(weights) < 15e6


@pytest.mark.long
@pytest.mark.parametrize('name', SAID)
def test_evaluation_gives_the_committed_figures(name, lsp_root, tmp_path):
    """Each to 0.1; all 1,000 test pictures, without flip test."""
    recorded = SAID[name]
    config = load_config(ROOT / recorded['config'])
    config.work_dir = str(tmp_path)
    config.load_from = str(ROOT / recorded['weights'])
    data = config.test_dataloader
    data.dataset.datasets[0].data_root = str(lsp_root)
    data.num_workers, data.persistent_workers = 0, False
    found = Runner.from_cfg(config).test()
    shares = {key: found.pop(key) for key in list(found)
              if key.startswith('calibration/')}
    said = {key: recorded['figures'][key] for key in found}
    assert found == pytest.approx(said, abs=.1)  # percent
    assert shares == pytest.approx(
        {key: recorded['figures'][key] for key in shares}, abs=.001)
    assert set(said) | set(shares) == set(recorded['figures'])
    assert found['lsp/PCK@0.2'] > BEST[name]
    assert shares['calibration/ECE'] <= .05
    assert shares['calibration/hidden'] <= .05


def test_it_is_at_least_as_good_as_movenet_lightning_and_as_fast():
    results = json.loads(
        (ROOT / 'projects/photographs/results.json').read_text())
    ours, peer = (results['accuracy'][name]
                  for name in ('people', 'movenet_lightning'))
    assert ours['lsp']['mean'] >= max(84, peer['lsp']['mean'])
    assert ours['coco']['mean'] >= peer['coco']['mean']
    assert ours['coco_ap'] >= peer['coco_ap']
    assert results['milliseconds']['people'] <= results['milliseconds'][
        'movenet_lightning']


README = ROOT / 'projects/photographs/README.md'
LABELS = dict(
    people='`people.pth`, 224x160',
    people_large='`people-large.pth`, 256x192',
    lsp='`configs/mspn/lsp.pth`, 192x144, the default before',
    movenet_lightning='MoveNet Lightning, 192x192',
    movenet_thunder='MoveNet Thunder, 256x256')


def figures(file):
    return json.loads((README.parent / file).read_text())


@pytest.mark.parametrize('name', LABELS)
def test_the_rows_of_the_results_are_in_the_readme(name):
    results = figures('results.json')
    row = results['accuracy'][name]
    cells = (LABELS[name], row['lsp']['mean'],
             row.get('lsp_14', {}).get('mean', ''), row['coco']['mean'],
             row.get('coco_ap', ''), results['milliseconds'][name])
    assert f'| {" | ".join(map(str, cells))} |' in README.read_text()


@pytest.mark.parametrize('name', LABELS)
def test_the_errors_are_in_the_readme(name):
    row = figures('results.json')['accuracy'][name]
    label = LABELS[name].split(',')[0].replace('configs/mspn/', '')
    cells = (label, *(tilt['pck'] for tilt in row['lsp_tilt'].values()),
             *row['lsp_errors'].values(), *row['coco_errors'].values())
    assert f'| {" | ".join(map(str, cells))} |' in README.read_text()
    for data in ('lsp', 'coco'):
        total = row[data]['mean'] + sum(row[f'{data}_errors'].values())
        assert total == pytest.approx(100, abs=.21)  # four rounded figures


def test_the_rows_of_the_detectors_are_in_the_readme():
    found = figures('detectors.json')
    text = README.read_text()
    for name, label in (('nanodet', 'NanoDet-g, the default'),
                        ('person', '`person.pth`, the default before')):
        row = found['detectors'][name]
        coco = row['coco']
        cells = (label, coco['recall'], coco['recall_tall'],
                 f'{coco["boxes_a_picture"]:.2f}',
                 found['chain']['lsp'][name], found['chain']['people'][name],
                 f'{row["milliseconds"]:.0f}')
        assert f'| {" | ".join(map(str, cells))} |' in text
    share = found['chain']['people']['nanodet']
    assert f'gets {share} % of the joints right' in text


def test_the_calibration_is_in_the_readme():
    said = SAID['people']['figures']
    text = ' '.join(README.read_text().split())
    assert (f'error (15 bins) {said["calibration/ECE"]}; '
            f'{100 * said["calibration/hidden"]:.1f} % of the right') in text
