"""Every row of docs/labels.md: the result of valid labels, or a report."""

import json
import logging
import re
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from mmengine.logging import MMLogger
from mmpose.evaluation.metrics import CocoMetric
from mmpose.registry import DATASETS

from mspn_plugin.datasets.labels import (
    detection_checks,
    picture_checks,
    picture_sizes,
    read_labels,
)
from mspn_plugin.host import coco_annotations
from tests.conftest import ROOT
from tests.datasets.label_faults import (
    FAULTS,
    PLACES,
    SIZE,
    Fault,
    draw,
    dump,
    right,
    right_detections,
    right_metainfo,
)

ROWS = re.findall(r'^\| `(\w+)` \|.*\| (\S[^|]*) \|$',
                  (ROOT / 'docs/labels.md').read_text(), re.M)
WORDS = ('error', 'skipped', 'corrected', 'warning', 'accepted')


@pytest.fixture
def log(monkeypatch):
    """Warnings of the log."""
    lines = []
    logger = MMLogger.get_instance('faults')
    monkeypatch.setattr(MMLogger, 'get_current_instance', lambda: logger)
    monkeypatch.setattr(
        logger, 'handle', lambda record: record.levelno >= logging.WARNING and
        lines.append(record.getMessage()))
    monkeypatch.setattr(coco_annotations, '_logged', set())
    return lines


def build(folder, fault: Fault, *, clean=False, test_mode=None):
    folder.mkdir(exist_ok=True)
    draw(folder)
    labels, metainfo, extra = right(), right_metainfo(), {}
    change = fault.clean if clean else fault.labels
    if change:
        change(labels)
    text = dump(labels)
    raw = fault.raw(text) if fault.raw and not clean else text.encode()
    (folder / 'labels.json').write_bytes(raw)
    if not clean:
        if fault.metainfo:
            fault.metainfo(metainfo)
        if fault.pictures:
            fault.pictures(folder)
        if fault.detections:
            found = right_detections()
            fault.detections(found)
            (folder / 'boxes.json').write_text(json.dumps(found))
            extra = dict(bbox_file=str(folder / 'boxes.json'))
        extra['pipeline'] = list(map(dict, fault.pipeline))
    tested = fault.test_mode or bool(fault.detections)
    return DATASETS.build(dict(
        type='CheckedCocoDataset', ann_file='labels.json',
        data_root=str(folder), data_prefix=dict(img=''), metainfo=metainfo,
        serialize_data=False,
        test_mode=tested if test_mode is None else test_mode, **extra))


def people_of(dataset) -> list:
    """What training sees: by picture and box, for ids may be new."""
    found = []
    for i in range(len(dataset)):
        info = dataset.get_data_info(i)
        seen = info['keypoints_visible']
        points = info['keypoints'] * (seen > 0)[..., None]
        found.append((info['img_id'], info['bbox'].tolist(), seen.tolist(),
                      points.tolist(), float(info['area'])))
    return sorted(found)


def average_precision(dataset, folder) -> float:
    """CocoMetric of predictions that are four pixels off."""
    metric = CocoMetric(ann_file=str(folder / 'labels.json'))
    metric.dataset_meta = dataset.metainfo
    for i in range(len(dataset)):
        info = dataset.get_data_info(i)
        off = 4 + i % 7
        metric.process([], [dict(
            id=info['id'], img_id=info['img_id'],
            category_id=int(info['category_id']),
            pred_instances=dict(
                keypoints=info['keypoints'] + off,
                keypoint_scores=np.ones(info['keypoints'].shape[:2])),
            gt_instances=dict(bbox_scores=np.ones(1),
                              bbox_scales=np.ones((1, 2)) * 100))])
    return metric.evaluate(size=len(dataset))['coco/AP']


def test_the_table_and_the_examples_are_of_the_same_kinds():
    kinds = [kind for kind, _ in ROWS]
    assert len(kinds) == len(set(kinds)) >= 60
    assert set(kinds) == set(FAULTS)
    assert {action for _, action in ROWS} <= set(WORDS)


@pytest.mark.parametrize('kind', [k for k, a in ROWS if a == 'error'])
def test_an_error_names_it(tmp_path, log, kind):
    fault = FAULTS[kind]
    with pytest.raises(ValueError, match=fault.says) as error:
        build(tmp_path / 'data', fault)
    if not fault.metainfo and not fault.pipeline:
        assert str(tmp_path) in str(error.value)


@pytest.mark.parametrize('kind', [k for k, a in ROWS if a == 'skipped'])
def test_it_is_skipped_and_counted(tmp_path, log, kind):
    fault = FAULTS[kind]
    clean = people_of(build(tmp_path / 'clean', fault, clean=True))
    found = people_of(build(tmp_path / 'data', fault))
    gone = 2 if kind == 'missing_picture' else 1
    assert len(found) == len(clean) - gone
    assert all(person in clean for person in found)
    assert re.search(f'{gone} people skipped.*{fault.says}', log[-1])


@pytest.mark.parametrize('kind', [k for k, a in ROWS if a == 'skipped'])
def test_the_metric_reads_what_is_skipped(tmp_path, log, kind):
    """Not after an epoch a KeyError or TypeError."""
    fault = FAULTS[kind]
    with suppress(ValueError):  # an error in tests
        found = build(tmp_path / 'data', fault, test_mode=True)
        assert 0 < average_precision(found, tmp_path / 'data') < 1


@pytest.mark.parametrize(
    'kind, action',
    [(k, a) for k, a in ROWS if a in ('corrected', 'accepted')
     and FAULTS[k] != Fault()  # tests of LoadCrop have it
    ])
def test_it_gives_the_result_of_valid_labels(tmp_path, log, kind, action):
    fault = FAULTS[kind]
    clean = build(tmp_path / 'clean', fault, clean=True, test_mode=True)
    wanted = people_of(clean), average_precision(clean, tmp_path / 'clean')
    assert 0.1 < wanted[1] < 0.99
    del log[:]
    found = build(tmp_path / 'data', fault, test_mode=True)
    assert people_of(found) == wanted[0]
    assert average_precision(found, tmp_path / 'data') == pytest.approx(
        wanted[1])
    assert len(log) == (action == 'corrected')
    assert re.search(fault.says, ''.join(log))


@pytest.mark.parametrize('kind', [k for k, a in ROWS if a == 'warning'])
def test_the_log_reports_it(tmp_path, log, kind):
    fault = FAULTS[kind]
    assert len(build(tmp_path / 'data', fault)) > 0
    assert re.search(fault.says, '\n'.join(log))


def test_a_person_with_two_faults_is_counted_once(tmp_path, log):
    def change(labels):
        FAULTS['no_box'].labels(labels)
        FAULTS['other_keypoints'].labels(labels)

    build(tmp_path / 'data', Fault(change))
    assert '1 people skipped, 23 kept' in log[-1]


def test_annotations_do_not_drop_detected_people(
        tmp_path, log):
    data = build(tmp_path / 'data', Fault(
        FAULTS['no_box'].labels, detections=lambda found: None))
    assert len(data) == 24
    assert '1 people with no box' in log[-1] and 'skipped' not in log[-1]


def test_close_ups_have_no_boxes_of_corners(tmp_path, log):
    """Wider than their distance to the border, some a bit too wide."""
    def change(labels):
        for i, person in enumerate(labels['annotations']):
            x, y, w, h = 9, 9, 300, 220 + 30 * (i % 4 == 0)
            person.update(bbox=[x, y, w, h], keypoints=[
                v for a, b in PLACES
                for v in (x + .9 * a * w, y + .9 * b * h + i / 9, 2)])

    assert len(build(tmp_path / 'data', Fault(change))) == 24


def test_detections_are_not_read_again_for_each_picture():
    """COCO has 5,000 pictures and 100,000 boxes."""

    class Boxes(list):
        passes = 0

        def __iter__(self):
            self.passes += 1
            return super().__iter__()

    boxes = Boxes(right_detections())
    sizes = dict.fromkeys(range(1, 1001), SIZE)
    found, = detection_checks._notes(boxes, sizes)
    assert found.count == 988 and boxes.passes < 5


def test_at_most_so_many_pictures_are_opened(monkeypatch):
    opened = []
    monkeypatch.setattr(picture_checks, '_compare', lambda path, image: (
        opened.append(image['id']), ('', ''))[1])
    picture_sizes(read_labels(right()), '', most=7)
    assert opened == [1, 2, 4, 6, 7, 9, 11]


def test_valid_labels_log_nothing(tmp_path, log):
    assert len(build(tmp_path / 'data', Fault())) == len(
        right()['annotations'])
    assert not log


CORRECTED = [k for k, a in ROWS if a in ('corrected', 'skipped', 'warning')
          and FAULTS[k].labels]


@settings(max_examples=40, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kinds=st.lists(st.sampled_from(CORRECTED), min_size=2, max_size=4,
                      unique=True))
def test_several_faults_at_once_are_reported(tmp_path, log, kinds):
    """No combination passes in silence."""
    # a dog without keypoints is not a person without keypoints
    assume('no_keypoints' not in kinds
           or not {'other_category', 'other_keypoints'} & set(kinds))
    del log[:]
    coco_annotations._logged.clear()

    def change(labels):
        for kind in kinds:
            # the one before may have removed what this one changes
            with suppress(KeyError, IndexError, TypeError):
                FAULTS[kind].labels(labels)

    try:
        build(tmp_path / 'data', Fault(change))
    except ValueError as error:
        assert 'labels.json' in str(error)
        return
    assert log
