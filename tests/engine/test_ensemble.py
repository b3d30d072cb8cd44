"""The mean of the heatmaps of several checkpoints."""

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.registry import init_default_scope

from mspn_plugin.engine import deploy
from mspn_plugin.engine.network import init_network
from mspn_plugin.engine.onnx_network import OnnxNetwork
from mspn_plugin.engine.weights import ForeignCheckpoint
from mspn_plugin.export.verification import export_verified
from mspn_plugin.inference.networks import describe
from tests.conftest import build, samples, tiny_config

FLIP = dict(flip_test=True, flip_mode='heatmap', shift_heatmap=False)
PICTURES = torch.randn(
    2, 3, 96, 64, generator=torch.Generator().manual_seed(0))


@pytest.fixture(scope='module')
def files(tmp_path_factory):
    """Checkpoints of three networks, and of one with another width."""
    init_default_scope('mmpose')
    folder = tmp_path_factory.mktemp('weights')
    paths = [str(folder / f'{name}.pth') for name in 'abco']
    for seed, path in enumerate(paths):
        torch.manual_seed(seed)
        config = tiny_config()
        if path.endswith('o.pth'):
            config['neck']['decoder']['channels'] = 20
            config['head']['in_channels'] = 20
        torch.save(build(config).state_dict(), path)
    return paths


def network(path: str, **options):
    model = build(dict(tiny_config(), **options)).eval()
    model.load_state_dict(torch.load(path))
    model.test_cfg = dict(FLIP, output_heatmaps=True)
    return model


def outputs(path: str, *others: str, **options) -> torch.Tensor:
    with torch.no_grad():
        return deploy(network(path), ensemble=others, **options)(PICTURES)


def test_the_heatmaps_are_averaged(files):
    a, b, c, _ = files
    singles = [outputs(path) for path in (a, b, c)]
    assert (singles[0] - singles[1]).abs().max() > .01
    assert torch.equal(outputs(a, b), (singles[0] + singles[1]) / 2)
    torch.testing.assert_close(outputs(a, b, c), sum(singles) / 3)


def test_equal_checkpoints_equal_the_single_one(files):
    assert torch.equal(outputs(files[0], files[0]), outputs(files[0]))


def test_every_network_stops_at_the_stage(files):
    first = [outputs(path, stages=1) for path in files[:2]]
    assert torch.equal(outputs(*files[:2], stages=1), sum(first) / 2)


def predict(model) -> tuple:
    """Heatmaps, keypoints and scores of a flip test."""
    found = model.predict(
        PICTURES, samples(torch.rand(2, 17, 2), torch.ones(2, 17)))
    return (torch.stack([sample.pred_fields.heatmaps for sample in found]),
            np.stack([sample.pred_instances.keypoints for sample in found]),
            np.stack([s.pred_instances.keypoint_scores for s in found]))


@torch.no_grad()
def test_a_flip_test_decodes_the_mean(files):
    """In `predict`, with the option of the config."""
    a, b, _, _ = files
    singles = [predict(network(path, deploy={}))[0] for path in (a, b)]
    model = network(a, deploy=dict(ensemble=[b]))
    model.calibration = object()  # of the scores of one network
    heatmaps, keypoints, scores = predict(model)
    assert model.calibration is None
    torch.testing.assert_close(heatmaps, sum(singles) / 2)
    want = model.head.decoder.batch_decode(sum(singles) / 2)
    np.testing.assert_allclose(  # in the picture, which is the crop
        keypoints, want[0], atol=1e-3)
    np.testing.assert_allclose(scores, want[1], atol=1e-6)


def test_weights_of_another_network_are_refused(files):
    with pytest.raises(ForeignCheckpoint, match='o.pth'):
        outputs(files[0], files[3])
    with pytest.raises(FileNotFoundError, match='none.pth'):
        outputs(files[0], 'none.pth')
    with pytest.raises(ValueError, match='`onnx`.*`ensemble`'):
        deploy(network(files[0]), ensemble=files[1:2], onnx='x.onnx')


def test_an_estimator_of_mmpose_has_no_ensemble(files):
    config = tiny_config()
    config['type'] = 'TopdownPoseEstimator'
    with pytest.raises(ValueError, match='MultiStage.*TopdownPoseEstimator'):
        init_network(Config(dict(model=config)), ensemble=files[1:2])


def test_an_exported_ensemble_is_one_file(files, tmp_path):
    meta = dict(keypoint_id2name=dict(enumerate('abcdefghijklmnopq')),
                skeleton_links=[])
    for name in 'ab':
        torch.save(
            dict(state_dict=torch.load(files['ab'.index(name)]),
                 meta=dict(dataset_meta=meta)), tmp_path / f'{name}.pth')
    export_verified(
        Config(dict(model=tiny_config())), tmp_path / 'a.pth',
        tmp_path / 'ab.onnx', ensemble=[tmp_path / 'b.pth'])
    got = OnnxNetwork(tmp_path / 'ab.onnx')(PICTURES)
    torch.testing.assert_close(got, outputs(*files[:2]), atol=1e-3, rtol=1e-3)


def test_results_name_all_weights(files):
    found = describe('config.py', files[0], files[1:3])
    assert found['weights'] == 'a.pth'
    assert [more['weights'] for more in found['ensemble']] == [
        'b.pth', 'c.pth']
    assert len({found['sha256'],
                *(more['sha256'] for more in found['ensemble'])}) == 3
