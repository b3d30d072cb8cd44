"""NanoDet's decoding by mmdet, on maps made by hand."""

import copy
import importlib.util

import numpy as np
import pytest
import torch
from matplotlib.cbook import get_sample_data
from mmdet.apis import inference_detector

from mspn_plugin.inference import TopDown, default_pose, read_picture
from mspn_plugin.inference.detectors import find_detector, open_detector
from tests.conftest import ROOT

pytest.importorskip('onnxruntime')
SAMPLE = ROOT / 'projects/topdown_demo/onnx_detector.py'
SIZES = {8: 52, 16: 26, 32: 13}  # stride -> cells along a side of 416 pixels


@pytest.fixture(scope='module')
def detector():
    return open_detector(*find_detector('nanodet'))


def maps(*people) -> list:
    """What the network gives for people, each (stride, row, column, logit,
    four distances in strides)."""
    found = {stride: np.full((1, 45, n, n), -20, np.float32)
             for stride, n in SIZES.items()}
    for stride, row, column, logit, distances in people:
        cell = found[stride][0, :, row, column]
        cell[0] = logit
        for side, distance in enumerate(distances):
            low = int(distance)
            weights = [1 - distance + low, distance - low]
            for i, weight in enumerate(weights):
                if weight:
                    cell[1 + 11 * side + low + i] = np.log(weight)
    return list(found.values())


def detect(detector, monkeypatch, answer, picture):
    seen = []
    monkeypatch.setattr(detector.backbone, 'mirrored', None)
    monkeypatch.setattr(detector.backbone.file, 'run',
                        lambda array: seen.append(array) or answer)
    return inference_detector(detector, picture).pred_instances, seen


def test_distances_of_a_cell_become_a_box(detector, monkeypatch):
    """Row 3, column 2 of stride 16: its centre is (40, 56)."""
    answer = maps((16, 3, 2, 2., (1, 2.5, 3, 0)))
    found, _ = detect(detector, monkeypatch, answer,
                      np.zeros((416, 416, 3), np.uint8))
    assert found.bboxes[0].tolist() == pytest.approx(
        [40 - 16, 56 - 40, 40 + 48, 56], abs=1e-3)
    assert found.scores[0] == pytest.approx(1 / (1 + np.exp(-2)))
    assert found.labels.tolist() == [0] and len(found) == 1


def test_a_picture_is_scaled_and_padded_and_boxes_are_scaled_back(
        detector, monkeypatch):
    """640x832 becomes 320x416: boxes are twice as large in the picture."""
    picture = np.full((640, 832, 3), 255, np.uint8)
    answer = maps((8, 0, 50, 3., (1, .5, 1, 1)))
    found, seen = detect(detector, monkeypatch, answer, picture)
    assert found.bboxes[0].tolist() == pytest.approx(
        [2 * (404 - 8), 0, 824, 2 * 12], abs=1e-3)
    array, = seen
    assert array.shape == (1, 3, 416, 416)
    mean = np.array([103.53, 116.28, 123.675])  # blue, green, red
    std = np.array([57.375, 57.12, 58.395])
    np.testing.assert_allclose(array[0, :, 319, 9], (255 - mean) / std, 1e-5)
    np.testing.assert_allclose(array[0, :, 320, 9], -mean / std, 1e-5)


def test_the_same_without_mmdet():
    """onnx_detector.py, on a wide and on a high picture."""
    spec = importlib.util.spec_from_file_location('onnx_detector', SAMPLE)
    sample = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sample)
    config, weights = find_detector('nanodet')
    with get_sample_data('grace_hopper.jpg') as file:
        person = read_picture(file)
    topdown = TopDown(*default_pose(), detector=config,
                      detector_weights=weights)
    for picture in person, np.concatenate([person, person[:, ::-1]], 1):
        found = sample.Detector(str(weights))(picture)
        assert len(found)
        np.testing.assert_allclose(found, topdown.detect(picture), 1e-3, 1e-3)


def test_of_boxes_that_overlap_the_best_is_kept(detector, monkeypatch):
    answer = maps((8, 5, 5, 1., (2, 2, 2, 2)), (8, 5, 6, 2., (2, 2, 2, 2)),
                  (8, 5, 9, 0., (2, 2, 2, 2)))
    found, _ = detect(detector, monkeypatch, answer,
                      np.zeros((416, 416, 3), np.uint8))
    assert found.bboxes[:, 0].tolist() == pytest.approx([36, 60], abs=1e-3)


def test_maps_of_the_mirrored_picture_are_averaged(detector, monkeypatch):
    """One person: column 2 of 26, and column 23 in the mirrored picture,
    where its left and right sides are exchanged."""
    answers = iter([maps((16, 3, 2, 2., (1, 2.5, 3, 0))),
                    maps((16, 3, 23, 1., (3, 2.5, 1, 0)))])
    seen = []
    monkeypatch.setattr(detector.backbone.file, 'run',
                        lambda array: seen.append(array) or next(answers))
    picture = np.zeros((416, 416, 3), np.uint8)
    picture[:, :9] = 255
    found = inference_detector(detector, picture).pred_instances
    assert found.bboxes[0].tolist() == pytest.approx(
        [40 - 16, 56 - 40, 40 + 48, 56], abs=1e-3)
    assert found.scores[0] == pytest.approx(1 / (1 + np.exp(-1.5)))
    one, other = seen
    np.testing.assert_array_equal(one[..., ::-1], other)
    assert (one != other).any()


def test_a_copy_detects_the_same(detector):
    picture = np.random.RandomState(0).randint(0, 256, (90, 60, 3), np.uint8)
    with torch.no_grad():
        one, other = (inference_detector(d, picture).pred_instances
                      for d in (detector, copy.deepcopy(detector)))
    assert len(one)
    torch.testing.assert_close(one.bboxes, other.bboxes)


def test_its_class_is_the_person(detector):
    assert detector.dataset_meta['classes'] == ('person', )
