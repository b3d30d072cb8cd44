"""Detectors: the shipped one, its training, and published ones."""

import hashlib
import json

import cv2
import numpy as np
import onnx
import torch
import yaml
from mmdet.apis import init_detector
from mmengine.config import Config
from mmengine.logging import HistoryBuffer
from mmengine.registry import init_default_scope
from mmengine.runner import Runner
from scipy.io import savemat

from mspn_plugin.datasets.lsp_boxes import box_around, coco_boxes
from mspn_plugin.datasets.rendered_people import render_split
from mspn_plugin.inference import find_detector
from tests.conftest import ROOT

FOLDER = ROOT / 'configs/detection'
DETECTOR = find_detector('person')
NANODET = FOLDER / 'nanodet-g_person.onnx'


def test_the_shipped_weights_have_the_documented_checksum():
    detector = init_detector(*map(str, DETECTOR), device='cpu')
    described = yaml.safe_load((FOLDER / 'metafile.yml').read_text())
    model = described['Models'][0]
    assert ROOT / model['Config'] == FOLDER / DETECTOR[0].name
    count = sum(p.numel() for p in detector.parameters())
    assert count == model['Metadata']['Parameters']
    assert detector.dataset_meta['classes'] == ('person', )
    digest = hashlib.sha256(DETECTOR[1].read_bytes()).hexdigest()
    assert digest in (FOLDER / 'README.md').read_text()
    assert DETECTOR[1].stat().st_size < 8e6


def test_nanodets_file_is_the_one_described():
    described = yaml.safe_load((FOLDER / 'metafile.yml').read_text())
    model = described['Models'][1]
    assert find_detector('nanodet') == (ROOT / model['Config'], NANODET)
    network = onnx.load(NANODET)
    weights = [t for t in network.graph.initializer
               if t.data_type in (onnx.TensorProto.FLOAT,
                                  onnx.TensorProto.FLOAT16)]
    count = sum(np.prod(t.dims) for t in weights)
    assert count == model['Metadata']['Parameters']
    digest = hashlib.sha256(NANODET.read_bytes()).hexdigest()
    said = (FOLDER / 'README.md').read_text()
    assert digest in said and NANODET.stat().st_size < 15e6
    terms = {p.key: p.value for p in network.metadata_props}
    assert terms['license'] == 'Apache-2.0' and terms['copyright'] in said


def test_the_detectors_config_trains(tmp_path):
    """On a few rendered people and boxes of LSP."""
    render_split(tmp_path, 'train', 4)
    config = Config.fromfile(DETECTOR[0])
    one, other = config.train_dataloader.dataset.datasets
    for part in (one, other):
        part.update(data_root=str(tmp_path), ann_file='train.json')
        part.data_prefix.img = 'train/'
    config.train_dataloader.update(
        batch_size=4, num_workers=0, persistent_workers=False)
    config.work_dir = str(tmp_path / 'work')
    config.train_cfg = dict(type='EpochBasedTrainLoop', max_epochs=1)
    for key in ('val_dataloader', 'val_cfg', 'val_evaluator',
                'test_dataloader', 'test_cfg', 'test_evaluator',
                'visualizer'):
        config[key] = None
    init_default_scope('mmdet')
    runner = Runner.from_cfg(config)
    before = runner.model.bbox_head.rtm_cls[0].weight.detach().clone()
    start = runner.model.backbone.conv1.weight.detach().clone()
    runner.train()
    after = runner.model.bbox_head.rtm_cls[0].weight
    assert torch.isfinite(after).all() and not torch.equal(before, after)
    pose = torch.load(ROOT / 'configs/mspn/quickstart.pth',
                      weights_only=False)['state_dict']
    stem = runner.model.backbone.conv1.weight - pose[
        'backbone.conv1.weight'].float()
    assert abs(stem).max() < .05 < abs(start).max()  # began from the network


def test_published_detectors_load_on_every_torch(tmp_path):
    """A checkpoint as mmdet's runner writes it, which torch refuses."""
    config = Config.fromfile(
        ROOT / 'projects/topdown_demo/rtmdet-tiny_coco.py')
    config.model.backbone.init_cfg = None
    path = tmp_path / 'rtmdet.pth'
    network = init_detector(config, None, device='cpu', palette='coco')
    history = HistoryBuffer([1., 2.], [1, 1])
    torch.save(
        dict(state_dict=network.state_dict(),
             meta=dict(dataset_meta=dict(classes=('person', ) * 80)),
             message_hub=dict(log_scalars={'train/loss': history})), path)
    loaded = init_detector(config, str(path), device='cpu', palette='coco')
    for key, value in network.state_dict().items():
        torch.testing.assert_close(loaded.state_dict()[key], value)


def test_boxes_contain_the_joints_and_stay_in_the_picture():
    joints = np.array([[10., 20.], [50., 100.]])
    assert box_around(joints, np.array([200, 200])) == [2, 12, 56, 96]
    assert box_around(joints, np.array([52, 105])) == [2, 12, 50, 93]
    assert box_around(joints - 15, np.array([200, 200])) == [0, 0, 43, 93]


def test_boxes_of_lsp_are_a_coco_file(tmp_path):
    folder = tmp_path / 'lsp_dataset'
    (folder / 'images').mkdir(parents=True)
    joints = np.zeros((3, 14, 2000))
    joints[0], joints[1] = np.arange(14)[:, None] * 4, 60
    savemat(folder / 'joints.mat', dict(joints=joints))
    for number in range(1001, 2001):
        path = folder / 'images' / f'im{number:04d}.jpg'
        if number == 1001:
            cv2.imwrite(str(path), np.zeros((90, 120, 3), np.uint8))
        else:
            path.symlink_to(folder / 'images/im1001.jpg')
    found = json.loads(json.dumps(coco_boxes(tmp_path, ['test'])))
    assert len(found['images']) == len(found['annotations']) == 1000
    assert found['images'][0] == dict(
        id=1001, file_name='lsp_dataset/images/im1001.jpg', width=120,
        height=90)
    first = found['annotations'][0]
    assert first['image_id'] == 1001
    assert first['bbox'] == [0, 54.8, 57.2, 10.4]  # a tenth of 52 all round
    assert found['categories'] == [dict(id=1, name='person')]
