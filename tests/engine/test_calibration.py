"""The map from scores to probabilities, in networks and checkpoints."""

import numpy as np
import pytest
import torch
from mmengine.runner import CheckpointLoader, Runner

from mspn_plugin.engine import Calibration
from mspn_plugin.engine.network import init_network
from tests.conftest import ROOT, samples, tiny_config
from tests.engine.test_deploy import used

QUICKSTART = ROOT / 'configs/mspn/quickstart.py'
MAP = Calibration([.2, .6], [.1, .9])


def test_it_is_linear_between_knots_and_constant_beyond():
    found = MAP(np.array([[0., .2, .3], [.4, .6, 7.]]))
    np.testing.assert_allclose(found, [[.1, .1, .3], [.5, .9, .9]], 1e-6)
    assert found.dtype == np.float32


def test_it_is_kept_as_numbers():
    again = Calibration.from_meta(MAP.to_meta())
    np.testing.assert_array_equal(again(np.linspace(0, 1, 9)),
                                  MAP(np.linspace(0, 1, 9)))
    assert Calibration.from_meta(None) is None


@pytest.mark.parametrize('scores, probabilities, said', [
    ([], [], 'as many'), ([.1, .2], [.1], 'as many'),
    ([.2, .1], [.1, .2], 'must increase'),
    ([.1, .1], [.1, .2], 'must increase'),
    ([.1, .2], [.2, .1], 'must not decrease'),
    ([.1, .2], [.2, 1.1], 'in 0..1'),
    ([.1, np.nan], [.1, .2], 'must increase'),
])
def test_wrong_tables_are_refused(scores, probabilities, said):
    with pytest.raises(ValueError, match=said):
        Calibration(scores, probabilities)
    with pytest.raises(ValueError, match='got 3'):
        Calibration.from_meta(3)


@pytest.mark.parametrize('deploy', (None, {}))
def test_predictions_have_probabilities(deploy):
    network = used(dict(tiny_config(1), deploy=deploy))
    data = samples(torch.rand(2, 17, 2), torch.ones(2, 17))
    pictures = torch.randn(2, 3, 96, 64)
    with torch.no_grad():
        before = network.predict(pictures, data)[0].pred_instances
        assert 'keypoint_probabilities' not in before
        network.calibration = MAP
        found = network.predict(pictures, data)[1].pred_instances
    np.testing.assert_array_equal(found.keypoint_probabilities,
                                  MAP(found.keypoint_scores))
    assert found.keypoint_probabilities.shape == (1, 17)


@pytest.fixture(scope='module')
def calibrated(tmp_path_factory):
    """The quick start's weights with a calibration."""
    path = tmp_path_factory.mktemp('calibrated') / 'weights.pth'
    checkpoint = torch.load(
        ROOT / 'configs/mspn/quickstart.pth', weights_only=False)
    checkpoint['meta']['calibration'] = MAP.to_meta()
    torch.save(checkpoint, path)
    return path


def test_networks_load_it(calibrated):
    network = init_network(QUICKSTART, calibrated)
    assert network.calibration.to_meta() == MAP.to_meta()
    network = init_network(QUICKSTART, ROOT / 'configs/mspn/quickstart.pth')
    assert network.calibration is None


@pytest.mark.parametrize('loop, kept', ((None, True), ({}, True),
                                        (object(), False)))
def test_runners_load_it_for_tests_alone(calibrated, loop, kept):
    from mspn_plugin.engine import CalibrationHook
    runner = object.__new__(Runner)
    runner.model, runner._train_loop = torch.nn.Module(), loop
    checkpoint = CheckpointLoader.load_checkpoint(str(calibrated))
    CalibrationHook().after_load_checkpoint(runner, checkpoint)
    assert (runner.model.calibration is not None) == kept


def test_published_and_exported_files_keep_it(calibrated, tmp_path):
    from mspn_plugin.converters.files import publish
    publish(calibrated, tmp_path / 'published.pth')
    meta = CheckpointLoader.load_checkpoint(
        str(tmp_path / 'published.pth'))['meta']
    assert meta['calibration'] == MAP.to_meta()
    pytest.importorskip('onnx')
    import json

    from mspn_plugin.export import metadata
    network = init_network(QUICKSTART, tmp_path / 'published.pth')
    said = json.loads(metadata(network)['mspn_plugin'])
    assert said['calibration'] == MAP.to_meta()
    network.calibration = None
    assert json.loads(metadata(network)['mspn_plugin'])['calibration'] is None
