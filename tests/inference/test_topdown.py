from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from mmdet.apis import inference_detector
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmengine.structures import InstanceData
from mmpose.apis import inference_topdown

from mspn_plugin.datasets.lsp_dataset import load_joints
from mspn_plugin.datasets.lsp_metainfo import JOINT_NAMES
from mspn_plugin.datasets.rendered_people import render_split
from mspn_plugin.engine.calibration import Calibration
from mspn_plugin.engine.config import shipped_config
from mspn_plugin.inference import (
    People,
    PictureError,
    TopDown,
    default_detector,
    default_pose,
    find_detector,
)
from mspn_plugin.visualization import build_visualizer, draw_people

RENDERED = (shipped_config('mspn/quickstart.py'),
            shipped_config('mspn/quickstart.pth'))
POSE, DETECTOR = default_pose(), find_detector('person')


@pytest.fixture(scope='module')
def picture(tmp_path_factory) -> np.ndarray:
    root = tmp_path_factory.mktemp('people')
    render_split(root, 'test', 1, seed=3)
    return cv2.imread(str(next((root / 'test').glob('*.jpg'))))


@pytest.fixture(scope='module')
def chain() -> TopDown:
    init_default_scope('mmpose')
    return TopDown(
        *RENDERED, detector=DETECTOR[0], detector_weights=DETECTOR[1])


@pytest.fixture(scope='module')
def alone() -> TopDown:
    init_default_scope('mmpose')
    return TopDown(*RENDERED)


def test_without_a_detector_the_picture_is_one_person(alone, picture):
    people = alone(picture).pred_instances
    height, width = picture.shape[:2]
    np.testing.assert_array_equal(people.bboxes, [[0, 0, width, height]])
    want = inference_topdown(alone.network, picture)[0].pred_instances
    np.testing.assert_array_equal(people.keypoints, want.keypoints)


def test_the_shipped_detector_finds_rendered_people(chain, tmp_path):
    """On pictures of a seed that was not used in training."""
    render_split(tmp_path, 'test', 12, seed=77)
    people = Config.fromfile(tmp_path / 'test.json')
    found = true = 0
    for image in people.images:
        boxes = chain.detect(
            cv2.imread(str(tmp_path / 'test' / image.file_name)))[:, :4]
        for person in people.annotations:
            if person.image_id != image.id:
                continue
            x, y, w, h = person.bbox
            true += 1
            found += any(iou(box, (x, y, x + w, y + h)) > .5 for box in boxes)
    assert found / true > .8


def iou(a, b) -> float:
    low, high = np.maximum(a[:2], b[:2]), np.minimum(a[2:], b[2:])
    shared = np.prod((high - low).clip(0))
    area = sum(np.prod(np.subtract(x[2:], x[:2])) for x in (a, b))
    return shared / (area - shared)


def test_low_scores_other_classes_and_duplicates_are_ignored(
        chain, picture, monkeypatch):
    same = [10., 10., 50., 90.]
    found = InstanceData(
        bboxes=torch.tensor([same, [12., 11., 51., 90.], same, same,
                             [100., 10., 150., 90.]]),
        scores=torch.tensor([.9, .8, .1, .95, .7]),
        labels=torch.tensor([0, 0, 0, 1, 0]))
    monkeypatch.setattr(
        'mspn_plugin.inference.topdown.inference_detector',
        lambda *_: type('Found', (), dict(pred_instances=found)))
    boxes = chain.detect(picture)
    np.testing.assert_allclose(
        boxes, [[*same, .9], [100, 10, 150, 90, .7]], rtol=1e-6)


@pytest.mark.parametrize('scores, given, left', [
    ([.41, .39, .36], None, [.41]),
    ([.39, .36, .34], None, [.39]),  # the only one
    ([.35, .2, .1], None, []),
    ([.39, .36, .34], .4, []),  # a threshold that is given counts
    ([.39, .36, .34], .35, [.39, .36]),
])
def test_the_best_box_of_a_picture_may_have_a_lower_score(
        chain, picture, monkeypatch, scores, given, left):
    found = InstanceData(
        bboxes=torch.tensor([[x, 10., x + 30, 90.] for x in (5., 50., 95.)]),
        scores=torch.tensor(scores), labels=torch.tensor([0, 0, 0]))
    monkeypatch.setattr(
        'mspn_plugin.inference.topdown.inference_detector',
        lambda *_: type('Found', (), dict(pred_instances=found)))
    monkeypatch.setattr(
        'mspn_plugin.inference.topdown.open_detector',
        lambda *_, **__: chain.detector)
    monkeypatch.setattr(chain.detector, 'cfg', Config(dict(
        chain.detector.cfg, box_threshold=.4, lone_box_threshold=.35)))
    boxes = TopDown(*RENDERED, detector='', box_threshold=given).detect(
        picture)
    np.testing.assert_allclose(boxes[:, 4], left, rtol=1e-6)


def test_the_pipeline_of_the_detector_is_built_once(
        chain, picture, monkeypatch):
    wanted = inference_detector(chain.detector, picture).pred_instances
    monkeypatch.setattr('mmdet.apis.inference.Compose', None)
    boxes = chain.detect(picture)
    assert len(boxes)
    for box in boxes[:, :4]:
        assert (wanted.bboxes.numpy() == box).all(1).any()


def test_without_people_the_result_is_empty(chain, picture):
    """mmpose poses the whole picture if nobody is detected."""
    people = chain.pose(picture, np.zeros((0, 5), np.float32))
    assert people.pred_instances.keypoints.shape == (0, 17, 2)
    assert people.pred_instances.bbox_scores.shape == (0, )
    assert 'keypoint_probabilities' not in people.pred_instances
    drawn = draw_people(
        build_visualizer(chain.network.dataset_meta), picture, people)
    np.testing.assert_array_equal(drawn, picture)


def test_nobody_has_probabilities_if_the_network_is_calibrated(
        alone, picture, monkeypatch):
    monkeypatch.setattr(alone.network, 'calibration',
                        Calibration([0, 1], [0, 1]))
    for boxes in np.zeros((0, 5), np.float32), np.array([[0, 0, 60, 80, 1.]]):
        people = People(alone.pose(picture, boxes), {}, picture.shape[:2])
        assert people.probabilities.shape == (len(boxes), 17)


def test_people_are_drawn_where_they_are(alone, picture):
    people = alone.pose(picture, np.array([[20, 20, 120, 200, 1.]]))
    drawn = draw_people(
        build_visualizer(alone.network.dataset_meta),
        picture,
        people,
        threshold=0)
    assert drawn.shape == picture.shape and drawn.dtype == np.uint8
    changed = (abs(drawn.astype(int) - picture) > 60).any(2)
    x, y = people.pred_instances.keypoints[0].clip(0).round().astype(int).T
    inside = (x < picture.shape[1]) & (y < picture.shape[0])
    assert changed[y[inside], x[inside]].mean() > .8
    assert changed.mean() < .3


def test_network_inputs_equal_the_crop(alone, picture):
    box = np.array([20, 20, 120, 200, 1.], np.float32)
    crop = alone.network_inputs(picture, box)
    assert crop['inputs'].shape == (3, 192, 144)
    meta = crop['data_samples'].metainfo
    np.testing.assert_allclose(meta['input_center'], [70, 110])
    np.testing.assert_allclose(meta['input_scale'], [168.75, 225])


@pytest.mark.parametrize('shape', ((1, 101), (5000, 3)))
def test_too_narrow_pictures_raise(chain, shape):
    with pytest.raises(PictureError, match='too narrow'):
        chain(np.zeros((*shape, 3), np.uint8))


def test_the_shipped_files_are_there():
    for path in (*POSE, *DETECTOR, *default_detector()):
        assert Path(path).exists()


def test_a_photograph_is_posed_without_a_download(lsp_root):
    """The shipped networks on LSP test pictures: PCK@0.2 of the largest
    person's joints."""
    init_default_scope('mmpose')
    detector, weights = default_detector()
    chain = TopDown(*POSE, detector=detector, detector_weights=weights)
    joints = load_joints(lsp_root / 'lsp_dataset')
    numbers = chain.network.dataset_meta['keypoint_name2id']
    order = [numbers[name] for name in JOINT_NAMES]
    near = []
    for number in range(1001, 2001, 40):
        picture = cv2.imread(
            str(lsp_root / f'lsp_dataset/images/im{number:04d}.jpg'))
        people = chain(picture).pred_instances
        true = joints[number - 1][:, :2]
        torso = np.linalg.norm(true[JOINT_NAMES.index('left_hip')] -
                               true[JOINT_NAMES.index('right_shoulder')])
        near += [False] * len(true) if len(people.bboxes) == 0 else list(
            np.linalg.norm(people.keypoints[
                np.argmax(np.prod(people.bboxes[:, 2:] - people.bboxes[:, :2],
                                  axis=1))][order] - true,
                           axis=1) < .2 * torso)
    assert np.mean(near) > .75
