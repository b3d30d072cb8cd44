"""Data sets with invalid annotations."""

import copy
import json
import logging
from functools import lru_cache
from pathlib import Path

import cv2
import mmpose
import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mmengine.config import Config
from mmengine.logging import MMLogger
from mmpose.registry import DATASETS

from mspn_plugin.datasets.annotation_checks import AnnotationError
from tests.conftest import ROOT

NAN = float('nan')
K = 17


@pytest.fixture(scope='module')
def root(tmp_path_factory):
    """Three black pictures; valid annotations of four people."""
    root = tmp_path_factory.mktemp('coco')
    for i in (1, 2, 3):
        cv2.imwrite(str(root / f'{i}.jpg'), np.zeros((80, 60, 3), np.uint8))
    return root


def right() -> dict:
    def points(i):  # no two people are the same
        return [x for k in range(K) for x in (10 + k, 20 + 2 * k + i, 2)]

    return dict(
        images=[
            dict(id=i, file_name=f'{i}.jpg', width=60, height=80)
            for i in (1, 2, 3)
        ],
        annotations=[
            dict(
                id=i, image_id=image, category_id=1, iscrowd=0, area=900.,
                num_keypoints=K, bbox=[5, 5, 40, 60], keypoints=points(i))
            for i, image in enumerate((1, 1, 2, 3), start=1)
        ],
        categories=[dict(id=1, name='person')])


@lru_cache
def metainfo(kind) -> dict:
    """Cached, because mmpose reads it for every data set."""
    path = Path(mmpose.__file__).parent / '.mim' / DATASETS.get(
        kind).METAINFO['from_file']
    return Config.fromfile(path).dataset_info.to_dict()


def build(root, annotations, kind='CheckedCocoDataset', **kwargs):
    path = root / 'annotations.json'
    if isinstance(annotations, bytes):
        path.write_bytes(annotations)
    else:
        path.write_text(json.dumps(annotations))
    # serialisation runs a garbage collection, which is slow here
    kwargs = {
        'metainfo': metainfo(kind), 'serialize_data': False, **kwargs
    }
    return DATASETS.build(
        dict(
            type=kind, ann_file='annotations.json', data_root=str(root),
            data_prefix=dict(img=''), **kwargs))


@pytest.fixture
def warnings(monkeypatch):
    """Messages of the log."""
    lines = []
    logger = MMLogger.get_instance('checked')
    monkeypatch.setattr(MMLogger, 'get_current_instance', lambda: logger)
    monkeypatch.setattr(
        logger, 'handle', lambda record: record.levelno >= logging.WARNING and
        lines.append(record.msg))
    return lines


def test_valid_annotations_are_kept_without_a_warning(root, warnings):
    assert len(build(root, right())) == 4
    assert not warnings


# message of the log -> changes of person 2
SKIPPED = {
    'a box of no area': [
        dict(bbox=[5, 5, 0, 60]), dict(bbox=[5, 5, 40, 0]),
        dict(bbox=[5, 5, -3, 60]), dict(bbox=[5, 5, 40, -1])
    ],
    'none of their keypoints in their box': [
        dict(bbox=[200, 5, 40, 60]), dict(bbox=[5, 500, 40, 60]),
        dict(bbox=[-90, 5, 40, 60]), dict(bbox=[-1e9, -1e9, 3, 3])
    ],
    'no box': [dict(bbox=None), dict(bbox=[])],
    'no keypoints': [dict(keypoints=None), dict(keypoints=[])],
    'a box or keypoint that is not finite': [
        dict(bbox=[NAN, 5, 40, 60]), dict(bbox=[5, 5, 40, NAN]),
        dict(keypoints=[NAN] * (3 * K)),
        dict(keypoints=[10, 10, 2] * (K - 1) + [NAN, 1, 2]),
        dict(keypoints=[10, 10, 2] * (K - 1) + [1, float('inf'), 2]),
        dict(keypoints=[10, 10, 2] * (K - 1) + [1, 1, NAN])
    ],
    'a missing picture': [dict(image_id=4)]
}


@pytest.mark.parametrize(
    'fault, change', [(f, c) for f, cs in SKIPPED.items() for c in cs])
def test_invalid_people_are_skipped_with_a_warning(root, warnings, fault,
                                                       change):
    annotations = right()
    annotations['images'].append(
        dict(id=4, file_name='nowhere.jpg', width=60, height=80))
    annotations['annotations'][1].update(change)
    people = build(root, annotations)
    assert [people.get_data_info(i)['id'] for i in range(len(people))] == [
        1, 3, 4]
    line = warnings[-1]
    assert f'1 people skipped, 3 kept: 1 with {fault} (annotation 2' in line


@pytest.mark.parametrize('change, named', [
    (dict(keypoints=[1, 2, 2] * 16), '16 keypoints.*17'),
    (dict(keypoints=[1, 2, 2] * 18), '18 keypoints.*17'),
    (dict(keypoints=[1, 2]), 'reshape'),
    (dict(keypoints='none'), 'none'),
    (dict(keypoints=dict(nose=[1, 2])), 'annotation 2'),
    (dict(bbox=[5, 5, 40]), 'bbox must be'),
    (dict(bbox='5 5 40 60'), 'annotation 2'),
    (dict(bbox=['a', 'b', 'c', 'd']), 'annotation 2'),
    (dict(category_id=None, image_id=99), 'image 99'),
    (dict(id=1), 'id 1 occurs 2 times'),
])
def test_an_invalid_annotation_is_named(root, change, named):
    annotations = right()
    annotations['annotations'][1].update(change)
    with pytest.raises(AnnotationError, match=named) as error:
        build(root, annotations)
    assert 'annotations.json' in str(error.value)


@pytest.mark.parametrize('key', ('id', 'image_id', 'category_id'))
def test_a_missing_entry_of_a_person(root, key):
    annotations = right()
    del annotations['annotations'][1][key]
    with pytest.raises(AnnotationError, match=f"'{key}' is missing"):
        build(root, annotations)


@pytest.mark.parametrize('key', ('id', 'file_name', 'width', 'height'))
def test_a_missing_entry_of_a_picture(root, key):
    annotations = right()
    del annotations['images'][1][key]
    with pytest.raises(AnnotationError, match=f"'{key}' is missing"):
        build(root, annotations)


@pytest.mark.parametrize('content', [
    b'', b'{', b'[]', b'null', b'42', b'"people"', b'\xff\xfe\x00',
    json.dumps(right()).encode()[:-40], b'<html>404</html>',
    b'{"images": [], "annotations": []}', b'{"annotations": []}',
    b'{"images": [1], "annotations": [2]}',
    b'{"images": null, "annotations": null}'
])
@pytest.mark.parametrize('kind', ('CheckedCocoDataset', 'CheckedMpiiDataset',
                                  'CheckedCrowdPoseDataset'))
def test_files_without_annotations_raise(root, kind, content):
    with pytest.raises(AnnotationError, match='annotations.json'):
        build(root, content, kind)


def test_a_missing_file_raises(root):
    with pytest.raises(AnnotationError, match='nowhere.json'):
        DATASETS.build(
            dict(type='CheckedCocoDataset', ann_file='nowhere.json',
                 data_root=str(root)))


def test_a_picture_listed_twice(root):
    annotations = right()
    annotations['images'][1]['id'] = 1
    with pytest.raises(AnnotationError, match='id 1 occurs 2 times'):
        build(root, annotations)


def test_without_usable_people_the_error_gives_the_reasons(root):
    annotations = right()
    for person in annotations['annotations']:
        person['bbox'][2] = 0
    with pytest.raises(AnnotationError, match='no usable.*4 with a box'):
        build(root, annotations)


@pytest.mark.parametrize('point', [(-50, 20), (1e6, 1e6), (30, -1e9),
                                   (500, 40)])
def test_a_keypoint_outside_has_weight_0(root, point):
    annotations = right()
    annotations['annotations'][0]['keypoints'][:2] = point
    config = Config.fromfile(ROOT / 'configs/mspn/quickstart.py')
    people = build(root, annotations, pipeline=config.val_pipeline[:-1] + [
        config.train_pipeline[-2], config.train_pipeline[-1]])
    labels = people[0]['data_samples'].gt_instance_labels
    assert labels.keypoint_weights[0].tolist() == [0] + [1] * (K - 1)
    assert torch.isfinite(labels.keypoint_labels).all()


def test_detected_boxes_are_checked_too(root, warnings):
    boxes = [
        dict(image_id=1, category_id=1, bbox=box, score=.9)
        for box in ([5, 5, 40, 60], [5, 5, 0, 60], [5, NAN, 40, 60])
    ]
    (root / 'boxes.json').write_text(json.dumps(boxes))
    found = build(
        root, right(), bbox_file=str(root / 'boxes.json'), test_mode=True)
    assert len(found) == 1
    assert '2 people skipped' in warnings[-1]


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-10, 400), st.text(max_size=3),
    st.floats(allow_nan=True, allow_infinity=True, width=32),
    st.lists(st.one_of(st.none(), st.floats(width=32)), max_size=5))


@settings(max_examples=300, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    where=st.sampled_from([('annotations', 1), ('images', 1)]),
    key=st.sampled_from(
        ['id', 'image_id', 'bbox', 'keypoints', 'iscrowd', 'num_keypoints',
         'area', 'width', 'height', 'file_name', 'category_id', 'other']),
    value=VALUES)
def test_any_invalid_value_raises_or_is_skipped(root, where, key, value):
    """People who are kept are finite and have an area and a picture."""
    annotations = copy.deepcopy(right())
    annotations[where[0]][where[1]][key] = value
    try:
        people = build(root, annotations)
    except AnnotationError as error:
        assert 'annotations.json' in str(error)
        return
    for i in range(len(people)):
        info = people.get_data_info(i)
        x0, y0, x1, y1 = info['bbox'][0]
        assert x1 > x0 and y1 > y0
        assert np.isfinite(info['bbox']).all()
        assert info['keypoints'].shape == (1, K, 2)
        assert np.isfinite(info['keypoints']).all()


def test_annotations_of_mpii_are_another_format(root):
    people = [dict(image='1.jpg', joints=[[30 + i, 40 + i] for i in range(16)],
                   joints_vis=[1] * 16, center=[30, 40], scale=.3)]
    found = build(root, people, 'CheckedMpiiDataset')
    assert found.get_data_info(0)['keypoints'].shape == (1, 16, 2)


def test_people_of_mpii_are_skipped(root, warnings):
    def person(image='1.jpg', scale=.3, x=30):
        return dict(image=image, joints=[[x, 40 + i] for i in range(16)],
                    joints_vis=[1] * 16, center=[30, 40], scale=scale)

    people = [person(), person(scale=0), person(x=NAN), person('9.jpg')]
    assert len(build(root, people, 'CheckedMpiiDataset')) == 1
    for fault in ('a box of no area', 'not finite', 'a missing picture'):
        assert f'1 with {fault}' in warnings[-1].replace(
            'a box or keypoint that is ', '')
