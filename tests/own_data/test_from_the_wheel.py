"""From labels to ONNX outside the clone: ``make own-data-test``."""

import json
import re
import shutil
import sys

import pytest

from tests.conftest import ROOT
from tests.installed import run
from tests.own_data.exports import TOOLS, write

PICTURES, EPOCHS = 100, 8
LEAST = 60  # PCK@0.1


@pytest.fixture(scope='module')
def rendered(tmp_path_factory):
    """100 rendered pictures with five points, as a COCO file's content."""
    root = tmp_path_factory.mktemp('rendered')
    run([sys.executable, ROOT / 'projects/training/label.py', root,
         '--pictures', PICTURES, 1])
    return root / 'train', json.loads((root / 'train.json').read_text())


@pytest.mark.long
@pytest.mark.parametrize('tool, start', [
    *((tool, 'people') for tool in TOOLS), ('cvat', 'rendered-people')])
def test_labels_become_a_network(tool, start, rendered, wheel_environment,
                                 tmp_path):
    _, python, environment = wheel_environment
    folder, content = rendered
    pictures = tmp_path / 'pictures'
    shutil.copytree(folder, pictures)
    labels = write(tool, tmp_path, content)

    def mspn(*arguments):
        return run([python, '-m', 'mspn_plugin', *arguments], cwd=tmp_path,
                   env=environment)

    said = mspn('new', labels, pictures, '--out', 'own', '--start', start)
    assert 'mspn train own/config.py --work-dir own/work' in said
    said = mspn('labels', 'own/train.json', '--pictures', pictures,
                '--metainfo', 'own/metainfo.py', '--sheet', 'own/labels.png')
    assert 'of 80 pictures' in said and 'error' not in said
    said = mspn('train', 'own/config.py', '--work-dir', 'own/work',
                '--cfg-options', f'train_cfg.max_epochs={EPOCHS}',
                'param_scheduler.1.end=100')  # no decay in the few epochs
    reached = list(map(float, re.findall(r'box/PCK@0.1: ([\d.]+)', said)))
    print(tool, start, reached)
    before, *after = reached
    assert max(reached) > LEAST
    if start == 'people':  # the other one knows rendered people
        assert max(after) > before
    best, = (tmp_path / 'own/work').glob('best_*.pth')
    said = mspn('export', 'own/config.py', best, 'own/network.onnx')
    assert 'difference from PyTorch' in said
    some = sorted(pictures.glob('*.*g'))[:4]
    said = mspn('pose', *some, '--pose', 'own/config.py', best, '--detector',
                'person', '--runtime', 'onnx', '--out', 'posed')
    assert '4 of 4 posed' in said
    found = json.loads((tmp_path / 'posed/people.json').read_text())
    people = sum(found['pictures'].values(), [])
    assert people and all(len(p['keypoints']) == 5 for p in people)
