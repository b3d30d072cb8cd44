"""configs/mspn/lsp.pth has the checksum and accuracy of docs/lsp.json."""

import hashlib
import json

import pytest
from mmengine.config import Config
from mmengine.runner import Runner

from tests.conftest import ROOT

SAID = json.loads((ROOT / 'docs/lsp.json').read_text())


def test_checksum():
    weights = (ROOT / SAID['weights']).read_bytes()
    assert hashlib.sha256(weights).hexdigest() == SAID['sha256']


@pytest.mark.long
def test_evaluation_gives_the_committed_figures(lsp_root, tmp_path):
    """Each to 0.1; all 1,000 test pictures, with flip test."""
    config = Config.fromfile(ROOT / SAID['config'])
    config.work_dir = str(tmp_path)
    config.load_from = str(ROOT / SAID['weights'])
    data = config.test_dataloader
    data.dataset.data_root = str(lsp_root)
    data.num_workers, data.persistent_workers = 0, False
    found = Runner.from_cfg(config).test()
    assert found == pytest.approx(SAID['figures'], abs=.1)
    assert SAID['figures']['lsp/PCK@0.2'] > 75


def test_the_figures_are_in_the_documents():
    readme = (ROOT / 'docs/accuracy.md').read_text()
    for name in ('lsp/PCK@0.2', 'lsp/PCP'):
        assert f'**{SAID["figures"][name]:.1f}**' in readme
    row, = [line for line in (ROOT / 'README.md').read_text().splitlines()
            if '`lsp.pth` |' in line]
    assert f'PCK@0.2 {SAID["figures"]["lsp/PCK@0.2"]:.1f} %' in row
