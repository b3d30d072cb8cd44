"""``mspn labels``: counts, faults, the sheet, COCO's tree."""

import json

import cv2
import pytest

from mspn_plugin.own_data import coco_tree
from mspn_plugin.own_data.metainfo import COLOURS
from mspn_plugin.tools import labels as tool
from tests.datasets.label_faults import (
    draw,
    exchanged,
    right,
    right_detections,
    unlabelled,
)


def run(capsys, *arguments) -> tuple:
    with pytest.raises(SystemExit) as ended:
        tool.main(list(map(str, arguments)))
    return ended.value.code, capsys.readouterr().out


@pytest.fixture
def root(tmp_path):
    draw(tmp_path)
    (tmp_path / 'labels.json').write_text(json.dumps(right()))
    return tmp_path


def test_counts_by_keypoint(root, capsys):
    found = right()
    unlabelled(found)
    (root / 'labels.json').write_text(json.dumps(found))
    code, said = run(capsys, root / 'labels.json', '--pictures', root)
    assert code == 0
    assert '24 people in 12 of 12 pictures' in said
    assert 'right_wrist   96% labelled: 23 seen, 0 hidden, 1 not' in said
    assert 'warning' not in said and 'error' not in said


def test_faults_are_listed(root, capsys):
    found = right()
    exchanged(found)
    found['annotations'][0]['keypoints'][2] = 7
    (root / 'labels.json').write_text(json.dumps(found))
    (root / '2.jpg').unlink()
    code, said = run(capsys, root / 'labels.json', '--pictures', root)
    assert code == 1
    assert 'error: 1 people with visibilities of 7' in said
    assert 'warning: left and right look exchanged' in said
    assert '1 of 12 pictures are missing' in said


def test_doubled_ids_are_an_error(root, capsys):
    found = right()
    found['annotations'][1]['id'] = 1
    (root / 'labels.json').write_text(json.dumps(found))
    code, said = run(capsys, root / 'labels.json')
    assert code == 1 and 'error: id 1 occurs 2 times' in said


def test_left_and_right_have_two_colours(root, capsys):
    run(capsys, root / 'labels.json', '--pictures', root, '--sheet',
        root / 'sheet.png', '--people', 2)
    sheet = cv2.imread(str(root / 'sheet.png'))[28:]
    for person in range(2):
        cell = sheet[:240, 240 * person:240 * person + 240]
        for colour in COLOURS.values():
            assert (cell == colour[::-1]).all(2).sum() > 20
    assert not sheet[:, 480:].any()


def coco(root):
    for name in ('annotations', 'person_detection_results', 'train2017',
                 'val2017'):
        (root / name).mkdir()
    for split in ('train2017', 'val2017'):
        draw(root / split)
        (root / f'annotations/person_keypoints_{split}.json').write_text(
            json.dumps(right()))
    (root / coco_tree.DETECTIONS).write_text(json.dumps(right_detections()))


def test_the_tree_of_coco(tmp_path, capsys):
    coco(tmp_path)
    code, said = run(capsys, tmp_path)
    assert code == 0 and said.count('ok: ') == 5
    (tmp_path / 'val2017/3.jpg').unlink()
    (tmp_path / coco_tree.DETECTIONS).write_text('{"annotations": []}')
    code, said = run(capsys, tmp_path)
    assert code == 1
    assert 'missing: 1 pictures in' in said and (
        '3.jpg, from http://images.cocodataset.org/zips/val2017.zip' in said)
    assert 'not a list of boxes' in said


def test_a_tree_with_empty_folders_and_damaged_pictures(tmp_path, capsys):
    coco(tmp_path)
    for path in (tmp_path / 'train2017').iterdir():
        path.unlink()
    (tmp_path / 'val2017/7.jpg').write_bytes(b'')
    code, said = run(capsys, tmp_path)
    assert code == 1
    assert 'train2017, from http://images.cocodataset.org/zips/tr' in said
    assert 'error' in said and '7.jpg: cannot identify' in said


@pytest.mark.parametrize('exists', (True, False))
def test_missing_parts_say_where_they_come_from(exists, tmp_path, capsys):
    code, said = run(capsys, tmp_path if exists else tmp_path / 'coco')
    assert code == 1 and said.count('missing: ') == 5
    assert 'images.cocodataset.org/zips/train2017.zip' in said
    assert 'mmpose' in said
