"""Networks of every paper in onnxruntime, and one without PyTorch."""

import copy
import json
import subprocess
import sys

import cv2
import numpy as np
import onnx
import pytest
import torch
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmpose.apis import inference_topdown
from mmpose.registry import KEYPOINT_CODECS
from torch import nn

from mspn_plugin.engine import deploy
from mspn_plugin.engine.network import init_network
from mspn_plugin.engine.onnx_network import OnnxNetwork
from mspn_plugin.export import (
    ExportError,
    calibration_batches,
    compare_with_torch,
    export,
    export_verified,
    quantise,
)
from tests.conftest import ROOT
from tests.engine.test_deploy import FLIP

SAMPLE = ROOT / 'projects/topdown_demo/onnx_pose.py'
NETWORKS = dict(
    mspn='mspn/td-hm_2xmspn50_8xb32-96k_coco-256x192.py',
    msffn='msffn/td-hm_2xmsffn50_3xb32-192k_coco-256x192.py',
    efafnet='efafnet/td-hm_efafnet50_2xb32-150e_coco-256x192.py',
    mscm='mscm/td-hm_4xmscm_2xb16-1000k_lsp-368x368.py',
    rsn='rsn/td-hm_2xrsn50_8xb32-96k_coco-256x192.py')


def random_network(path: str, size=(64, 96), **decoder):
    """The config's network for small pictures, with random norms."""
    config = Config.fromfile(ROOT / 'configs' / path)
    shallow(config.model)
    config.merge_from_dict(
        dict(codec=dict(decoder, input_size=size),
             crop=dict(use_udp=decoder.get('way', '') == 'udp')))
    config.model.test_cfg.flip_test = False
    network = init_network(config, None)
    generator = torch.Generator().manual_seed(0)
    for part in network.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.running_mean.normal_(0, .1, generator=generator)
            part.running_var.uniform_(.8, 1.2, generator=generator)
    return network


def shallow(model: dict):
    """ResNet-18 and two stages: the same layer types, fewer layers."""
    model.backbone.pop('init_cfg', None)
    if 'num_stages' in model.neck:
        model.neck.num_stages = model.head.num_stages = 2
    if 'residual_steps' in model.backbone:
        model.backbone.depth = 18
    if model.backbone.type == 'ResNet':  # FASM needs bottlenecks
        model.backbone.depth = 18
        model.neck.in_channels = (64, 128, 256, 512)
    if 'encoder' in model.neck:
        model.neck.encoder.update(depth=18, init_cfg=None)


@pytest.mark.parametrize('name', NETWORKS)
def test_onnxruntime_equals_pytorch(name, tmp_path, few_blocks):
    size = (64, 64) if name == 'mscm' else (64, 96)
    network = random_network(NETWORKS[name], size)
    codec, path = network.head.decoder, tmp_path / 'x.onnx'
    pictures = torch.randn(3, 3, *size[::-1])
    with torch.no_grad():  # before it is rewritten
        want = network.head(network.extract_feat(pictures))
    reading = export(network, path)
    got = OnnxNetwork(path)(pictures)
    scale = float(want.abs().max())
    assert float((got - want).abs().max()) < 1e-4 * scale
    for batch in (1, 3):  # any batch
        found = compare_with_torch(reading, path, pictures[:batch], codec)
        assert found.heatmaps < 1e-4 and found.pixels < .01
    outputs = onnx.load(path).graph.output
    assert len(outputs) == 1  # only the output of inference
    quantise(path, tmp_path / 'x8.onnx', [pictures])
    assert (tmp_path / 'x8.onnx').stat().st_size < .4 * path.stat().st_size
    eight = OnnxNetwork(tmp_path / 'x8.onnx')(pictures)
    assert float((eight - want).abs().mean()) < .1 * scale
    nodes = onnx.load(tmp_path / 'x8.onnx').graph.node
    kinds = {node.op_type for node in nodes}
    assert 'QuantizeLinear' in kinds
    assert sorted(p.name for p in tmp_path.iterdir()) == ['x.onnx', 'x8.onnx']


class Heatmaps(torch.nn.Module):
    """Two keypoints: a high peak, and a row of equal cells but for one."""

    def __init__(self, flat_peak: int, high: float, row: float):
        super().__init__()
        self.maps = torch.zeros(1, 2, 16, 12)
        self.maps[0, 0, 5, 4] = high
        self.maps[0, 1, 3] = row
        x = 2 + 6 * flat_peak
        self.maps[0, 1, 3:5, x:x + 2] += torch.tensor([[1e-5, 5e-6],
                                                       [5e-6, 0]])

    def forward(self, pictures):
        return self.maps.expand(len(pictures), -1, -1, -1)


@pytest.mark.parametrize('high, row, pixels', [
    (1., 0., 0.), (1., .5, 0.), (1e-5, 0., 24.), (0., 1e-5, 24.)])
def test_keypoints_that_rounding_moves_do_not_count(high, row, pixels,
                                                    monkeypatch):
    """The second keypoint moves by 6 cells of 4 pixels."""
    network, other = Heatmaps(0, high, row), Heatmaps(1, high, row)
    monkeypatch.setattr('mspn_plugin.export.verification.OnnxNetwork',
                        lambda path: other)
    codec = KEYPOINT_CODECS.build(
        dict(type='MultiStageHeatmap', input_size=(48, 64)))
    found = compare_with_torch(network, 'x.onnx', torch.zeros(1, 3, 64, 48),
                               codec)
    assert found.pixels == pytest.approx(pixels)


@pytest.fixture(scope='module', params=('quarter', 'second', 'dark', 'udp',
                                        'simcc'))
def exported(request, tmp_path_factory):
    """The quick start's network with each codec: name of the config,
    network, file."""
    init_default_scope('mmpose')
    ways = dict(
        quarter=dict(type='MultiStageHeatmap'),
        second=dict(type='MultiStageHeatmap', toward='second',
                    half_cell=False),
        dark=dict(type='UnbiasedMultiStageHeatmap', way='dark'),
        udp=dict(type='UnbiasedMultiStageHeatmap', way='udp'),
        simcc=dict(type='SimCCMultiStageHeatmap'))
    config = Config.fromfile(ROOT / 'configs/mspn/quickstart.py')
    config.merge_from_dict(
        dict(codec=ways[request.param],
             crop=dict(use_udp=request.param == 'udp')))
    if request.param == 'simcc':
        config.model.head.type = 'MultiStageSimCCHead'
    config.model.test_cfg.flip_test = False
    weights = str(ROOT / 'configs/mspn/quickstart.pth')
    folder = tmp_path_factory.mktemp('onnx')
    if request.param == 'simcc':  # its classifier is not in the checkpoint
        untrained = init_network(config, weights, min_matched=0)
        weights = str(folder / 'simcc.pth')
        torch.save(dict(state_dict=untrained.state_dict()), weights)
    network = init_network(config, weights)
    path = folder / f'{request.param}.onnx'
    export_verified(config, weights, path)
    return network, path


def person() -> np.ndarray:
    """Blurred noise, which gives peaks at random places."""
    noise = np.random.default_rng(1).integers(0, 256, (50, 40, 3), np.uint8)
    return cv2.resize(noise, (200, 250), interpolation=cv2.INTER_CUBIC)


BLOCK = """
import runpy, sys
class OnlyNumPy:
    def find_spec(self, name, *_):
        if name.split('.')[0] in ('torch', 'mmpose', 'mmengine', 'mmcv',
                                  'mspn_plugin', 'torchvision', 'scipy'):
            raise ImportError(f'{name} is not needed')
sys.meta_path.insert(0, OnlyNumPy())
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name='__main__')
"""


def test_onnx_pose_finds_mmposes_keypoints_without_pytorch(
        exported, tmp_path):
    network, path = exported
    picture, box = person(), [20., 30., 150., 220.]
    cv2.imwrite(str(tmp_path / 'p.png'), picture)
    done = subprocess.run(
        [sys.executable, '-c', BLOCK, SAMPLE, path, tmp_path / 'p.png',
         '--box', *map(str, box), '--out', tmp_path / 'drawn.png',
         '--threshold', '0'],
        capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    people = json.loads(done.stdout)
    assert list(people[0]) == list(
        network.dataset_meta['keypoint_id2name'].values())
    got = np.array(list(people[0].values()))
    want = inference_topdown(network, picture, np.array([box]))[0]
    want = want.pred_instances
    assert abs(got[:, :2] - want.keypoints[0]).max() < .01
    assert abs(got[:, 2] - want.keypoint_scores[0]).max() < .001
    assert (cv2.imread(str(tmp_path / 'drawn.png')) != picture).any()


def test_onnx_pose_reports_an_unreadable_picture(exported, tmp_path):
    (tmp_path / 'text.jpg').write_text('no')
    done = subprocess.run(
        [sys.executable, SAMPLE, exported[1], tmp_path / 'text.jpg'],
        capture_output=True, text=True)
    assert done.returncode == 1 and 'not a readable' in done.stderr
    assert 'Traceback' not in done.stderr


def test_a_file_that_differs_is_not_written(
        tmp_path, monkeypatch, few_blocks):
    """The file of another network takes its place."""
    config = Config.fromfile(ROOT / 'configs/mspn/quickstart.py')
    path = tmp_path / 'other.onnx'
    reading = export(init_network(config, None), path)
    other = path.read_bytes()
    path.unlink()

    def wrong(network, path):
        path.write_bytes(other)
        return reading

    monkeypatch.setattr('mspn_plugin.export.verification.export', wrong)
    for factor in (1.01, float('nan')):
        with torch.no_grad():
            for weights in reading.parameters():
                weights.mul_(factor)
        with pytest.raises(ExportError, match='no file is written'):
            export_verified(config, None, tmp_path / 'x.onnx')
        assert list(tmp_path.iterdir()) == []


def test_an_export_that_breaks_off_leaves_no_file(tmp_path, monkeypatch):
    def broken(network, path):
        path.write_bytes(b'a part')
        raise OSError('No space left on device')

    monkeypatch.setattr('mspn_plugin.export.verification.export', broken)
    with pytest.raises(OSError, match='No space'):
        export_verified(ROOT / 'configs/mspn/quickstart.py', None,
                        tmp_path / 'x.onnx')
    assert list(tmp_path.iterdir()) == []


def test_calibration_pictures_have_the_test_pipeline(tmp_path):
    config = Config.fromfile(ROOT / 'configs/mspn/quickstart.py')
    config.train_dataloader.dataset.update(
        num_images=3, data_root=str(tmp_path))
    network = init_network(config, None)
    found = list(calibration_batches(config, network, pictures=4))
    again = list(calibration_batches(config, network, pictures=4))
    assert sum(map(len, found)) == 4
    torch.testing.assert_close(found, again)  # no augmentation, one choice
    assert found[0].shape[1:] == (3, 192, 144)
    assert float(torch.cat(found).abs().max()) < 3  # normalised


def test_a_file_of_another_network_raises(exported):
    network, path = exported
    codec = copy.deepcopy(network.head.decoder)
    for name, value in (('input_size', (64, 64)), ('peak', 9.)):
        other = copy.deepcopy(codec)
        setattr(other, name, value)
        with pytest.raises(ValueError, match=f'exported with {name}='):
            OnnxNetwork(path, codec=other)
    with pytest.raises(FileNotFoundError, match='There is no nowhere.onnx'):
        deploy(network, onnx='nowhere.onnx')
    with pytest.raises(ValueError, match='allows only `early_exit`'):
        deploy(network, onnx=str(path), stages=1)


def test_stock_testing_with_onnxruntime(exported):
    """Flip test included; the estimator is the same."""
    network, path = exported
    other = init_network(network.cfg, onnx=path)
    box = np.array([[20., 30., 150., 220.]])
    for flip in (False, True):
        network.test_cfg['flip_test'] = other.test_cfg['flip_test'] = flip
        ours, theirs = (
            inference_topdown(n, person(), box)[0].pred_instances.keypoints
            for n in (network, other))
        assert abs(ours - theirs).max() < .01
    network.test_cfg['flip_test'] = False


@pytest.mark.parametrize('threshold, runs', ((0., 1), (1., 2)))
def test_onnxruntime_computes_the_mirror_images_of_hard_people_only(
        exported, monkeypatch, threshold, runs):
    network, path = exported
    config = network.cfg.copy()
    config.model.update(test_cfg=dict(FLIP),
                        deploy=dict(onnx=str(path), early_exit=threshold))
    other, calls = init_network(config, None), []
    box, run = np.array([[20., 30., 150., 220.]]), OnnxNetwork.__call__
    if not network.head.can_exit_early:
        with pytest.raises(ValueError, match='Head cannot exit early'):
            inference_topdown(other, person(), box)
        return
    monkeypatch.setattr(OnnxNetwork, '__call__', lambda self, pictures: (
        calls.append(len(pictures)) or run(self, pictures)))
    got = inference_topdown(other, person(), box)[0].pred_instances.keypoints
    assert calls == [1] * runs
    network.test_cfg = dict(FLIP, flip_test=runs == 2)
    want = inference_topdown(network, person(), box)[0]
    assert abs(got - want.pred_instances.keypoints).max() < .01
    network.test_cfg = dict(FLIP, flip_test=False)
