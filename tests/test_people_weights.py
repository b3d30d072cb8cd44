"""people.pth has the checksum and accuracy of docs/people.json."""

import hashlib
import json

import pytest
from mmengine.runner import Runner

from mspn_plugin.engine.config import load_config
from tests.conftest import ROOT

pytest.importorskip('timm')
SAID = json.loads((ROOT / 'docs/people.json').read_text())


def test_checksum():
    weights = (ROOT / SAID['weights']).read_bytes()
    assert hashlib.sha256(weights).hexdigest() == SAID['sha256']
    assert len(weights) < 15e6


def test_evaluation_gives_the_committed_figures(lsp_root, tmp_path):
    """Each to 0.1; all 1,000 test pictures, without flip test."""
    config = load_config(ROOT / SAID['config'])
    config.work_dir = str(tmp_path)
    config.load_from = str(ROOT / SAID['weights'])
    data = config.test_dataloader
    data.dataset.datasets[0].data_root = str(lsp_root)
    data.num_workers, data.persistent_workers = 0, False
    found = Runner.from_cfg(config).test()
    assert found == pytest.approx(SAID['figures'], abs=.1)
    assert SAID['figures']['lsp/PCK@0.2'] > 84.3
    assert SAID['figures']['calibration/ECE'] <= .05
    assert SAID['figures']['calibration/hidden'] <= .05


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


def test_the_figures_are_in_the_projects_readme():
    readme = (ROOT / 'projects/photographs/README.md').read_text()
    results = json.loads(
        (ROOT / 'projects/photographs/results.json').read_text())
    for name in ('people', 'movenet_lightning', 'movenet_thunder'):
        row = results['accuracy'][name]
        for figure in (row['lsp']['mean'], row['coco']['mean'],
                       row['coco_ap'], results['milliseconds'][name]):
            assert str(figure) in readme
