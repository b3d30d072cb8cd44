"""Weights that get a calibration, are tested, posed with and exported."""

import json

import cv2
import numpy as np
import pytest
from mmengine.runner import CheckpointLoader, Runner

from mspn_plugin.datasets.rendered_people import render_split
from mspn_plugin.engine.config import load_config
from mspn_plugin.evaluation.calibrated_checkpoint import calibrate_checkpoint
from mspn_plugin.inference import Poser, pose_files
from mspn_plugin.tools import calibrate
from tests.conftest import ROOT

QUICKSTART = ROOT / 'configs/mspn/quickstart.py'
WEIGHTS = ROOT / 'configs/mspn/quickstart.pth'


@pytest.fixture(scope='module')
def data(tmp_path_factory):
    """A dozen rendered pictures."""
    root = tmp_path_factory.mktemp('people')
    render_split(root, 'val', 12, seed=4)
    return root


def config_of(data, seed=4):
    config = load_config(QUICKSTART)
    config.val_dataloader.update(num_workers=0, persistent_workers=False)
    config.val_dataloader.dataset.update(
        data_root=str(data), num_images=12, seed=seed)
    return config


@pytest.fixture(scope='module')
def calibrated(data, tmp_path_factory):
    target = tmp_path_factory.mktemp('calibrated') / 'calibrated.pth'
    return target, calibrate_checkpoint(
        config_of(data), WEIGHTS, target, dataloader='val_dataloader')


def test_the_table_lies_beside_the_same_weights(calibrated):
    target, found = calibrated
    one, other = (CheckpointLoader.load_checkpoint(str(path))
                  for path in (WEIGHTS, target))
    assert one['state_dict'].keys() == other['state_dict'].keys()
    assert all(value.equal(other['state_dict'][key])
               for key, value in one['state_dict'].items())
    assert other['meta']['calibration'] == found.calibration.to_meta()
    assert found.keypoints > 100 and .5 < found.right < 1
    assert found.error < .1 and found.hidden < .3
    table = found.calibration
    assert table.probabilities[-1] > .9 > table.probabilities[0]


def metrics_of(config, weights, work_dir) -> dict:
    config.work_dir, config.load_from = str(work_dir), str(weights)
    config.visualizer, config.test_dataloader = None, config.val_dataloader
    config.test_evaluator = dict(type='CalibrationError')
    return Runner.from_cfg(config).test()


def test_a_runner_prints_the_error(calibrated, data, tmp_path):
    target, found = calibrated
    metrics = metrics_of(config_of(data), target, tmp_path)
    assert metrics['calibration/ECE'] == pytest.approx(found.error, abs=.01)
    assert metrics['calibration/hidden'] == pytest.approx(
        found.hidden, abs=.01)


def test_the_error_is_small_for_other_people(calibrated, tmp_path):
    """To which the table was not fitted."""
    render_split(tmp_path / 'people', 'val', 12, seed=5)
    metrics = metrics_of(
        config_of(tmp_path / 'people', 5), calibrated[0], tmp_path)
    assert metrics['calibration/ECE'] < .15


def test_the_tool_without_any_right_keypoint(
        data, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(
        'mspn_plugin.evaluation.calibrated_checkpoint.score_labelled',
        lambda *x: (np.array([.2, .4]), np.zeros(2, bool)))
    config_of(data).dump(tmp_path / 'config.py')
    calibrate.main([str(tmp_path / 'config.py'), str(WEIGHTS), '--out',
                    str(tmp_path / 'x.pth'), '--dataloader',
                    'val_dataloader', '--device', 'cpu'])
    said = capsys.readouterr().out
    assert '2 keypoints, 0.0 % right; on these same keypoints' in said
    assert 'nan % of the right' in said


def test_results_have_probabilities(calibrated, data, tmp_path):
    target, found = calibrated
    picture, *_ = sorted((data / 'val').glob('*.jpg'))
    poser = Poser(QUICKSTART, target, whole=True, device='cpu')
    people = poser(cv2.imread(str(picture)))
    assert people.probabilities == pytest.approx(
        found.calibration(people.scores))
    pose_files(poser, [picture], tmp_path, formats=['json', 'coco'])
    said = json.loads((tmp_path / 'people.json').read_text())
    assert said['thresholds']['drawing'] == .5
    person, = said['pictures'][str(picture)]
    assert person['probabilities'] == pytest.approx(
        people.probabilities[0].tolist(), abs=1e-4)
    coco = json.loads((tmp_path / 'people.coco.json').read_text())
    shown = coco['annotations'][0]['keypoints'][2::3]
    assert shown == [2 if p >= .5 else 1 for p in person['probabilities']]


def test_a_config_without_the_dataloader_is_told(tmp_path):
    with pytest.raises(ValueError, match='no calibration_dataloader: choose '
                       'one of .*val_dataloader.* --dataloader KEY'):
        calibrate_checkpoint(load_config(QUICKSTART), WEIGHTS,
                             tmp_path / 'x.pth')
    assert not (tmp_path / 'x.pth').exists()
