"""The installed wheel: a new environment, another folder, MIM."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.installed import ROOT, run

SMALL = [
    '--cfg-options', 'train_cfg.max_epochs=1', 'train_cfg.val_interval=1',
    'train_dataloader.dataset.num_images=8',
    'val_dataloader.dataset.num_images=6',
    'test_dataloader.dataset.num_images=6', 'train_dataloader.num_workers=0',
    'train_dataloader.persistent_workers=False',
    'val_dataloader.num_workers=0',
    'val_dataloader.persistent_workers=False',
    'test_dataloader.num_workers=0',
    'test_dataloader.persistent_workers=False',
    'train_dataloader.batch_size=4', 'default_hooks.logger.interval=1',
    'param_scheduler=None'  # a resumed run with another schedule is refused
]


def test_the_wheel_has_the_files_of_mim(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    mim = 'mspn_plugin/.mim/'
    assert mim + 'model-index.yml' in names
    assert mim + 'configs/mspn/quickstart.py' in names
    assert mim + 'configs/mspn/metafile.yml' in names
    assert mim + 'configs/mspn/quickstart.pth' in names
    assert mim + 'tools/show.py' in names


def test_the_wheel_has_no_other_files(wheel):
    """Every module and config of the checkout, and no other file."""
    if not (ROOT / '.git').exists():
        pytest.skip('no git checkout to compare the wheel with')
    tracked = run(['git', 'ls-files'], cwd=ROOT).split()
    mim = 'mspn_plugin/.mim/'
    expected = {
        name for name in tracked
        if name.startswith(('mspn_plugin/', 'mspn_plugin_finder.'))
    } | {mim + name for name in tracked if name.startswith('configs/')} | {
        mim + name.replace('mspn_plugin/', '', 1) for name in tracked
        if name.startswith('mspn_plugin/tools/')
    } | {mim + 'model-index.yml'}
    names = zipfile.ZipFile(wheel).namelist()
    shipped = {name for name in names if '.dist-info/' not in name}
    assert shipped == expected
    assert {Path(name).name for name in names if '.dist-info/' in name} == {
        'LICENSE', 'METADATA', 'RECORD', 'WHEEL', 'entry_points.txt',
        'top_level.txt'}


def test_importing_registers_everything(wheel_facts):
    assert wheel_facts['registered'] == [True] * 4


def test_train_then_test_then_resume(wheel_environment, wheel_facts):
    """``mim train mmpose``, ``mim test mspn_plugin``, ``--resume``.

    With a path, and with a name that MIM finds in the installed package.
    """
    home, python, environment = wheel_environment
    config = wheel_facts['networks'][0]
    assert config.endswith('mspn_plugin/.mim/configs/mspn/quickstart.py')
    mim = [python, '-m', 'mim']
    train = [*mim, 'train', 'mmpose', config, '--gpus', '0', '--work-dir', 'w']
    said = run([*train, *SMALL], cwd=home, env=environment)
    assert 'loss_s2_r4' in said and 'coco/AP' in said
    assert (home / 'data/rendered_people/train.json').exists()
    said = run([
        *mim, 'test', 'mspn_plugin', 'quickstart.py', '--gpus', '0',
        '--checkpoint', 'w/epoch_1.pth', '--work-dir', 'w', *SMALL
    ], cwd=home, env=environment)
    assert 'coco/AP' in said
    run([
        *mim, 'run', 'mspn_plugin', 'show', config, 'w/epoch_1.pth',
        '--people', '2', '--out', 'pictures', *SMALL
    ], cwd=home, env=environment)
    pictures = list((home / 'pictures').iterdir())
    assert {p.name for p in pictures} == {
        'people_0.jpg', 'people_1.jpg', 'refinement_0.png',
        'refinement_1.png', 'losses.png'
    }
    assert all(p.stat().st_size > 5000 for p in pictures)
    longer = [o.replace('max_epochs=1', 'max_epochs=2') for o in SMALL]
    by_name = [part.replace('mmpose', 'mspn_plugin')
               if part == 'mmpose' else part for part in train]
    by_name[by_name.index(config)] = 'quickstart.py'
    said = run([*by_name, '--resume', *longer], cwd=home, env=environment)
    assert 'resumed epoch: 1' in said
    assert (home / 'w' / 'epoch_2.pth').exists()
    assert 'Epoch(train)  [1]' not in said and 'Epoch(train) [1]' not in said


def test_mim_search(wheel_environment):
    """All networks, with what their papers print apart from results."""
    home, python, environment = wheel_environment
    run([python, '-m', 'mim', 'search', 'mspn_plugin', '--to-dict',
         '--json', 'found.json'], cwd=home, env=environment)
    found = json.loads((home / 'found.json').read_text())
    full = 'td-hm_4xmspn50_8xb32-96k_coco-256x192'
    assert len(found['config']) > 80
    assert found['config'][full] == f'configs/mspn/{full}.py'
    assert found['parameters'][full] == 120176864
    # results would be columns of their own: none was obtained on COCO
    assert not any('ap' in key.split() or 'coco' in key for key in found)


def test_mim_gridsearch(wheel_environment):
    home, python, environment = wheel_environment
    said = run([
        python, '-m', 'mim', 'gridsearch', 'mspn_plugin', 'quickstart.py',
        '--gpus', '0', '--work-dir', 'grid', '--search-args',
        '--optim_wrapper.optimizer.lr 0.0001', *SMALL
    ], cwd=home, env=environment)
    run_dir, = home.glob('grid*')
    assert run_dir.name.endswith('lr_0.0001'), said
    assert (run_dir / 'epoch_1.pth').exists()
