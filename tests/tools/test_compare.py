"""The comparison as a user runs it: processes, files, errors."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from types import SimpleNamespace

import pytest
import torch

from mspn_plugin.engine.network import init_network
from mspn_plugin.tools.compare import main
from tests.conftest import ROOT

STUDY = ROOT / 'projects/comparison/configs'
SMALL = ['--samples', '32', '--data', 'rendered', '--cfg-options',
         'train_dataloader.dataset.num_images=6',
         'test_dataloader.dataset.num_images=4',
         'val_dataloader.dataset.num_images=4']


def compare(*arguments, cwd, code=0) -> SimpleNamespace:
    """Run the tool here, where all is imported; trainings are processes."""
    said, errors, found = StringIO(), StringIO(), 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(
            said), redirect_stderr(errors):
        patch.chdir(cwd)
        try:
            main([*map(str, arguments)])
        except SystemExit as stop:
            found = stop.code
    done = SimpleNamespace(stdout=said.getvalue(), stderr=errors.getvalue())
    assert found == code, done.stdout[-3000:] + done.stderr[-3000:]
    assert 'Traceback' not in done.stderr
    return done


def records(folder):
    with open(folder / 'comparison.csv') as file:
        return {row['config']: row for row in csv.DictReader(file)}


@pytest.fixture(scope='module')
def trained(tmp_path_factory):
    """Two networks that train, one that fails, and one without data."""
    home = tmp_path_factory.mktemp('comparison')
    broken = home / 'broken_loss.py'
    broken.write_text(f"_base_ = '{STUDY}/mspn-1.py'\n"
                      "optim_wrapper = dict(optimizer=dict(lr='much'))\n")
    done = compare(
        STUDY / 'mspn-2.py', broken, STUDY / 'peer_hourglass-2.py',
        home / 'nowhere.py', '--train', '--jobs', 2, '--out', 'report',
        *SMALL, cwd=home, code=2)
    return home, done


def test_results_of_the_other_trainings_are_complete(trained):
    home, _ = trained
    rows = records(home / 'report')
    assert set(rows) == {'mspn-2', 'broken_loss', 'peer_hourglass-2'}
    for name in ('mspn-2', 'peer_hourglass-2'):
        assert rows[name]['seeds'] == '1' and rows[name]['samples'] == '32'
        assert 0 <= float(rows[name]['coco/AP']) < 1
        assert rows[name]['PCK'] != ''
    assert rows['broken_loss']['coco/AP'] == ''
    runs = json.loads((home / 'report/comparison.json').read_text())['rows']
    stages = {r['config']: len(r['runs']['0']['stages'])
              for r in runs if 'runs' in r}
    assert stages == {'mspn-2': 2, 'peer_hourglass-2': 1}


def test_each_failure_is_one_line(trained):
    home, done = trained
    nowhere, broken = [line for line in done.stderr.splitlines()
                       if line.startswith('error: ')]
    assert 'nowhere.py: There is no such config' in nowhere
    assert 'broken_loss.py (rendered_32_seed0): TypeError' in broken
    assert broken.endswith('rendered_32_seed0/log.txt)')
    page = (home / 'report/comparison.html').read_text()
    assert 'nowhere.py: There is no such config' in page


def test_finished_trainings_are_not_repeated(trained):
    home, _ = trained
    results = sorted(home.glob('work_dirs/comparison/*/*/result.json'))
    assert len(results) == 2
    before = [path.stat().st_mtime_ns for path in results]
    compare(STUDY / 'mspn-2.py', STUDY / 'peer_hourglass-2.py', '--train',
            '--out', 'again', *SMALL, cwd=home)
    assert before == [path.stat().st_mtime_ns for path in results]
    assert records(home / 'again') == {
        k: v for k, v in records(home / 'report').items()
        if k != 'broken_loss'}


def test_a_report_is_drawn_again_without_the_trainings(trained, tmp_path):
    home, _ = trained
    saved = home / 'report/comparison.json'
    configs = (STUDY / 'mspn-2.py', home / 'broken_loss.py',
               STUDY / 'peer_hourglass-2.py')
    compare(*configs, '--saved', saved, '--out', 'redrawn', cwd=tmp_path)
    before, after = (json.loads(path.read_text()) for path in (
        saved, tmp_path / 'redrawn/comparison.json'))
    assert after == dict(before, errors={})
    done = compare(*configs, '--saved', saved, '--train', cwd=tmp_path, code=2)
    assert '--saved shows an earlier report, --train makes' in done.stderr


def test_a_killed_training_resumes(trained):
    """Killed with its child processes; the resumed result is the same."""
    home, _ = trained
    weights = home / 'weights.pth'
    torch.save(dict(state_dict=init_network(STUDY / 'mspn-1.py').state_dict()),
               weights)
    long = ['--samples', '128', *SMALL[2:],
            'default_hooks.checkpoint.interval=1', f'load_from={weights}']
    command = [sys.executable, '-m', 'mspn_plugin.tools.compare',
               str(STUDY / 'mspn-1.py'), '--train', *long]
    work = home / 'work_dirs/comparison/mspn-1/rendered_128_seed0'
    process = subprocess.Popen(
        command, cwd=home, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.time() + 240
    while not (work / 'last_checkpoint').exists() and time.time() < deadline:
        time.sleep(.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not (work / 'result.json').exists()
    compare(STUDY / 'mspn-1.py', '--train', *long, cwd=home)
    log = (work / 'log.txt').read_text()
    assert log.count(f'Load checkpoint from {weights}') == 1  # not again
    assert 'resumed epoch' in log
    assert len(list(work.glob('*/vis_data'))) == 2
    assert json.loads((work / 'result.json').read_text())['stages']


def test_missing_data_is_one_line(tmp_path):
    done = compare(STUDY / 'mspn-1.py', '--train', '--data', 'lsp',
                   cwd=tmp_path, code=2)
    error = done.stderr.strip().splitlines()[-1]
    assert 'joints.mat is missing: unpack lsp_dataset.zip' in error
    assert records(tmp_path / 'work_dirs/comparison/report')


def test_globs_folders_and_latency(tmp_path):
    done = compare(f'{STUDY}/mspn-[12].py', STUDY / 'mspn-1.py', '--latency',
                   '--out', 'report', cwd=tmp_path)
    rows = records(tmp_path / 'report')
    assert list(rows) == ['mspn-1', 'mspn-2']
    assert all(float(r['latency, ms']) > 0 for r in rows.values())
    assert 'mspn-2' in done.stdout


def test_a_paper(tmp_path):
    compare('--paper', 'mscm', '--out', 'report', cwd=tmp_path)
    rows = records(tmp_path / 'report')
    assert set(rows) == {
        path.stem for path in (ROOT / 'configs/mscm').glob('*.py')}
    assert rows['td-hm_4xmscm-trainval_2xb16-1000k_mpii-368x368'][
        'paper: PCKh'] == '89.5'
