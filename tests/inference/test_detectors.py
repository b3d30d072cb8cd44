"""Names of detectors, and what goes wrong with them."""

from urllib.error import URLError

import cv2
import numpy as np
import pytest
from mmengine.config import Config

from mspn_plugin.datasets.rendered_people import render_split
from mspn_plugin.inference import TopDown, detectors, find_detector
from mspn_plugin.inference.detectors import NAMES, PUBLISHED, SHIPPED
from tests.conftest import ROOT

RTMDET = ROOT / 'projects/topdown_demo/rtmdet-tiny_coco.py'
POSE = (ROOT / 'configs/mspn/quickstart.py',
        ROOT / 'configs/mspn/quickstart.pth')


@pytest.mark.parametrize('name', NAMES)
def test_every_name_has_its_files(name):
    config, weights = find_detector(name)
    assert Config.fromfile(config).model.type
    if name in SHIPPED:
        assert weights.exists()
    else:
        assert weights.startswith('https://download.openmmlab.com/')
        assert PUBLISHED[name].split('/')[1] in weights


def test_nanodet_is_the_default_if_onnxruntime_is_there(monkeypatch):
    said = []
    monkeypatch.setattr(detectors, 'print_log',
                        lambda text, **options: said.append(text))
    monkeypatch.setattr(detectors, 'find_spec', lambda name: object())
    assert find_detector() == find_detector('nanodet') and not said
    monkeypatch.setattr(detectors, 'find_spec', lambda name: None)
    assert find_detector() == find_detector('person')
    assert len(said) == 1 and 'pip install onnxruntime' in said[0]


def test_an_unknown_name_is_told_with_the_known_ones():
    with pytest.raises(FileNotFoundError, match='yolo.*nanodet.*rtmdet-x'):
        find_detector('yolo')


def test_a_name_takes_no_weights_and_a_config_needs_them():
    with pytest.raises(ValueError, match='nanodet has weights of its own.*'
                       '--detector CONFIG --detector-weights'):
        find_detector('nanodet', 'mine.pth')
    assert find_detector(RTMDET, 'mine.pth') == (str(RTMDET), 'mine.pth')
    with pytest.raises(ValueError, match='needs weights'):
        detectors.open_detector(*find_detector(RTMDET))


def test_without_a_connection_the_command_is_told(monkeypatch):
    def refuse(*args, **options):
        raise URLError('no route')
    monkeypatch.setattr(detectors, 'init_detector', refuse)
    with pytest.raises(ConnectionError) as error:
        detectors.open_detector(*find_detector('rtmdet-m'))
    said = str(error.value)
    assert 'mim download mmdet --config rtmdet_m_8xb32-300e_coco' in said
    assert '--detector-weights DIR/rtmdet_m_8xb32-300e_coco_2022' in said


def test_rendered_people_are_found_by_the_default(tmp_path):
    """Three of four of those more than a third of the picture high."""
    pytest.importorskip('onnxruntime')
    config, weights = find_detector()
    chain = TopDown(*POSE, detector=config, detector_weights=weights)
    assert chain.box_threshold == Config.fromfile(config).box_threshold
    render_split(tmp_path, 'test', 10, seed=77)
    people = Config.fromfile(tmp_path / 'test.json')
    hits = []
    for image in people.images:
        picture = cv2.imread(str(tmp_path / 'test' / image.file_name))
        boxes = chain.detect(picture)
        for person in people.annotations:
            x, y, w, h = person.bbox
            if person.image_id == image.id and h > picture.shape[0] / 3:
                centres = (boxes[:, :2] + boxes[:, 2:4]) / 2
                inside = (abs(centres - (x + w / 2, y + h / 2))
                          < (w / 4, h / 4)).all(1)
                hits.append(inside.any())
    assert np.mean(hits) > .6


def test_a_threshold_that_is_given_counts(tmp_path):
    pytest.importorskip('onnxruntime')
    config, weights = find_detector('nanodet')
    chain = TopDown(*POSE, detector=config, detector_weights=weights,
                    box_threshold=0.)
    assert chain.box_threshold == 0
