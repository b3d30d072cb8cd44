import json

import pytest

from mspn_plugin.inference.result_files import FORMATS, read_results
from mspn_plugin.inference.result_lines import SCHEMA, read_lines
from mspn_plugin.inference.result_log import ResultLog

HEADER = dict(keypoints=['a'], skeleton=[],
              thresholds=dict(box=.3, drawing=.3))
PICTURE = dict(path='p.jpg', width=4, height=3, people=[dict(scores=[1])])
FRAMES = [dict(path='v.avi', frame=n, time=n / 10, width=4, height=3,
               people=[]) for n in (0, 2)]
VIDEO = dict(path='v.avi', width=4, height=3, fps=10., frames=3, lost=1)


def lines(out) -> list:
    return [json.loads(x)
            for x in (out / 'people.jsonl').read_text().splitlines()]


def test_lines_appear_at_once_and_all_is_in_one_file_at_the_end(tmp_path):
    log = ResultLog(tmp_path, HEADER)
    for number, record in enumerate((PICTURE, *FRAMES, VIDEO), start=1):
        log.add(record)
        assert lines(tmp_path)[number] == record
    assert set(log.done) == {'p.jpg', 'v.avi'}
    log.close()
    whole = json.loads((tmp_path / 'people.json').read_text())
    assert whole == dict(
        HEADER, schema=SCHEMA,
        pictures={'p.jpg': PICTURE['people'], 'v.avi': [[], None, []]},
        files={'p.jpg': dict(width=4, height=3),
               'v.avi': dict(width=4, height=3, fps=10., frames=3, lost=1,
                             times=[0, None, .2])})


def test_resuming_keeps_what_is_whole(tmp_path):
    """Not the frames of a stopped video, nor half a line."""
    log = ResultLog(tmp_path, HEADER)
    for record in (PICTURE, *FRAMES):
        log.add(record)
    log._file.write(b'{"path": "q.jpg", "peo')
    log._file.close()  # killed
    log = ResultLog(tmp_path, HEADER, resume=True)
    assert set(log.done) == {'p.jpg'}
    assert lines(tmp_path)[1:] == [PICTURE]
    for record in (*FRAMES, VIDEO):
        log.add(record)
    log.close()
    assert lines(tmp_path)[1:] == [PICTURE, *FRAMES, VIDEO]
    ResultLog(tmp_path, HEADER).close()  # begins anew
    assert lines(tmp_path) == [dict(HEADER, schema=SCHEMA)]


def test_a_file_that_was_posed_twice_counts_once(tmp_path):
    log = ResultLog(tmp_path, HEADER)
    log.add(dict(PICTURE, people=[]))
    log.add(PICTURE)
    log.close()
    whole = json.loads((tmp_path / 'people.json').read_text())
    assert whole['pictures'] == {'p.jpg': PICTURE['people']}


def test_results_of_other_settings_are_not_mixed(tmp_path):
    ResultLog(tmp_path, HEADER).close()
    with pytest.raises(ValueError, match="{'box': 0.3.*, but.*0.5"):
        ResultLog(tmp_path, dict(HEADER, thresholds=dict(box=.5)), resume=True)


@pytest.mark.parametrize('name', (
    'people.json', 'people.jsonl', 'people.coco.json', 'people.csv'))
def test_the_files_of_others_are_not_replaced(tmp_path, name):
    ResultLog(tmp_path, HEADER, formats=FORMATS).close()
    ResultLog(tmp_path, HEADER, formats=FORMATS).close()
    (tmp_path / name).write_text('{"images": []}')
    with pytest.raises(ValueError, match='not a result of mspn_plugin'):
        ResultLog(tmp_path, HEADER, formats=FORMATS)
    assert (tmp_path / name).read_text() == '{"images": []}'


@pytest.mark.parametrize('content', (
    b'', b'{"schema": "mspn_plugin.people/1", "keypoints"'))
def test_without_a_first_line_there_are_no_results(tmp_path, content):
    """The disk was full, or the machine was switched off."""
    path = tmp_path / 'people.jsonl'
    path.write_bytes(content)
    with pytest.raises(ValueError, match='is empty: its first line'):
        read_results(path)
    ResultLog(tmp_path, HEADER, resume=True).close()
    assert read_results(path)['pictures'] == {}


def test_a_damaged_line_and_another_schema_are_named(tmp_path):
    path = tmp_path / 'people.jsonl'
    path.write_text(json.dumps(dict(schema=SCHEMA)) + '\n{"path": \n')
    with pytest.raises(ValueError, match='Line 2 of .*people.jsonl'):
        list(read_lines(path))
    path.write_text('{"schema": "mspn_plugin.people/99"}\n')
    with pytest.raises(ValueError, match="people/99'; this version reads"):
        list(read_lines(path))


def test_a_record_that_cannot_be_written_leaves_no_part(tmp_path):
    log = ResultLog(tmp_path, HEADER)
    log.add(PICTURE)
    file = log._file

    class Full:
        tell = file.tell

        def write(self, line):
            file.write(line[:10])
            file.flush()
            raise OSError(28, 'No space left on device')

    log._file = Full()
    with pytest.raises(OSError):
        log.add(dict(PICTURE, path='q.jpg'))
    log.close()
    assert lines(tmp_path)[1:] == [PICTURE] and set(log.done) == {'p.jpg'}
