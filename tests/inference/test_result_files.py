"""Every format is read back as it was written."""

import csv
import json

import numpy as np
import pytest
from pycocotools.coco import COCO

from mspn_plugin.inference import read_results
from mspn_plugin.inference.result_files import FORMATS
from mspn_plugin.inference.result_lines import SCHEMA
from mspn_plugin.inference.result_log import ResultLog

HEADER = dict(
    keypoints=['nose', 'neck'], skeleton=[[0, 1]],
    networks=dict(pose=dict(config='a.py', weights='a.pth', sha256='0')),
    thresholds=dict(box=.3, drawing=.5))


def person(**more) -> dict:
    return dict(more, keypoints=[[1.25, 2.0], [3.5, -4.0]], scores=[.75, .25],
                box=[0.0, 1.5, 10.0, 21.5], box_score=.5)


PEOPLE = [person(), person(probabilities=[.9, .1])]
RECORDS = [
    dict(path='a.jpg', width=40, height=30, drawing='a.jpg', people=PEOPLE),
    dict(path='empty.jpg', width=4, height=3, drawing='empty.jpg', people=[]),
    *(dict(path='v, "1".avi', frame=n, time=n / 10, width=8, height=6,
           people=[person(id=7)] if n else []) for n in (0, 2)),
    dict(path='v, "1".avi', width=8, height=6, fps=10., frames=4, lost=2,
         drawing='v.mp4'),
]


@pytest.fixture
def out(tmp_path):
    log = ResultLog(tmp_path, HEADER, formats=['jsonl', *FORMATS])
    for record in RECORDS:
        log.add(record)
    log.close()
    return tmp_path


def test_json_has_everything(out):
    whole = read_results(out / 'people.json')
    assert whole == dict(
        HEADER, schema=SCHEMA,
        pictures={'a.jpg': PEOPLE, 'empty.jpg': [],
                  'v, "1".avi': [[], None, [person(id=7)], None]},
        files={
            'a.jpg': dict(width=40, height=30, drawing='a.jpg'),
            'empty.jpg': dict(width=4, height=3, drawing='empty.jpg'),
            'v, "1".avi': dict(
                width=8, height=6, drawing='v.mp4', fps=10., frames=4, lost=2,
                times=[0, None, .2, None])})
    assert read_results(out / 'people.jsonl') == whole


@pytest.mark.parametrize('name', ('coco', 'csv', 'parquet'))
def test_other_formats_are_read_back(out, name):
    """But for what they do not hold: see docs/results.md."""
    found = read_results(out / FORMATS[name][0])
    whole = read_results(out / 'people.json')
    assert found['pictures'] == whole['pictures']
    assert found['keypoints'] == HEADER['keypoints']
    for path, file in whole['files'].items():
        assert found['files'][path] == {
            key: file[key] for key in ('width', 'height', 'times')
            if key in file}
    if name != 'csv':
        assert {key: found[key] for key in HEADER} == HEADER


def test_coco_is_a_coco_data_set(out, capsys):
    data = COCO(str(out / 'people.coco.json'))
    assert len(data.imgs) == 6 and len(data.anns) == 3
    first = data.anns[1]
    assert first['keypoints'] == [1.25, 2, 2, 3.5, -4, 1]
    assert first['bbox'] == [0, 1.5, 10, 20] and first['area'] == 200
    assert data.loadCats(1)[0]['skeleton'] == [[1, 2]]
    assert data.imgs[5]['frame'] == 2 and data.imgs[5]['time'] == .2


def test_csv_is_a_plain_table(out):
    with open(out / 'people.csv', newline='') as file:
        table = list(csv.DictReader(file))
    assert len(table) == 4 + 1 + 1 + 1 + 2 + 1
    assert (table[1]['keypoint'], table[1]['x'], table[1]['score']) == (
        'neck', '3.5', '0.25')


def test_frames_of_a_video_that_was_stopped(tmp_path):
    log = ResultLog(tmp_path, HEADER, formats=['json'])
    for record in RECORDS[:4]:
        log.add(record)
    log.close()
    assert len(read_results(tmp_path / 'people.jsonl')['pictures']) == 3
    assert len(read_results(tmp_path / 'people.json')['pictures']) == 2


def test_what_are_no_results(tmp_path):
    for name, content in (('a.json', dict(images=[], annotations=[])),
                          ('b.json', dict(keypoints=[])),
                          ('c.json', dict(schema='mspn_plugin.people/9'))):
        (tmp_path / name).write_text(json.dumps(content))
        with pytest.raises(ValueError, match=name):
            read_results(tmp_path / name)
    with pytest.raises(FileNotFoundError):
        read_results(tmp_path / 'none.json')


def test_parquet_has_types(out):
    parquet = pytest.importorskip('pyarrow.parquet')
    table = parquet.read_table(out / 'people.parquet').to_pandas()
    assert table.x.dtype == np.float64 and table.path[0] == 'a.jpg'
