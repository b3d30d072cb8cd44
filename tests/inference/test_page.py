from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from mspn_plugin.engine.config import shipped_config
from mspn_plugin.inference import Poser, pose_files
from mspn_plugin.inference import page as page_module
from mspn_plugin.inference.page import Page
from mspn_plugin.inference.page_layout import build_page, download
from mspn_plugin.inference.page_results import count, status, table
from mspn_plugin.inference.page_video import PosedVideo, pose_video
from mspn_plugin.inference.result_files import read_results
from mspn_plugin.inference.video_frames import VideoFrames
from tests.inference.malformed_files import write_video
from tests.inference.test_pictures import scene


@pytest.fixture(scope='module')
def page() -> Page:
    return Page(Poser(shipped_config('mspn/quickstart.py'),
                      shipped_config('mspn/quickstart.pth'), whole=True,
                      runtime='torch'), threshold=0)


@pytest.fixture
def picture(tmp_path):
    Image.fromarray(scene()).save(tmp_path / 'a.png')
    return str(tmp_path / 'a.png')


def test_a_picture_is_enlarged_drawn_and_told(page, picture):
    _, shown = page.predict(picture)
    assert shown.drawn.shape == (720, 960, 3)  # 60x80, RGB
    plain = cv2.resize(scene(), (960, 720), interpolation=cv2.INTER_CUBIC)
    far = abs(shown.drawn.astype(int) - plain).max(2) > 60
    assert .001 < far.mean() < .4
    people = page.poser(picture)
    assert shown.table == table(people) and len(shown.table) == 17
    assert '<strong>One person found.</strong> reading' in shown.said
    assert shown.alternative == 'The picture with one person drawn on it'
    assert len(shown.stages) == 1 and not shown.error


def test_thresholds_hide_keypoints_and_boxes(page, picture, monkeypatch):
    """Nobody is posed again."""
    found, shown = page.predict(picture)
    monkeypatch.setattr(page.poser, 'pose', None)
    nothing = page.show(found, 1).drawn
    assert (shown.drawn != nothing).any()
    nobody = page.show(found, None, 1.1)
    assert 'Nobody found' in nobody.said and nobody.table == []
    assert nobody.stages == [] and nobody.results['pictures'] == {'a.png': []}
    assert page.show(None, 1) == page.predict(None)[1]


def test_the_download_is_what_mspn_pose_writes(page, picture, tmp_path):
    file = download(page.predict(picture, .25)[1].results).value['path']
    assert Path(file).name == 'people.json'
    (tmp_path / 'out').mkdir()
    pose_files(page.poser, [Path(picture)], tmp_path / 'out', threshold=.25)
    read, wanted = map(read_results, (file, tmp_path / 'out/people.json'))
    assert read['pictures']['a.png'] == wanted['pictures'][picture]
    assert set(read) == set(wanted) - {'video'}
    for key in set(read) - {'pictures', 'files'}:
        assert read[key] == wanted[key]


def test_results_of_two_visitors_are_two_files(page, picture):
    found, _ = page.predict(picture)
    files = [download(page.show(found, *of).results).value['path']
             for of in ((.3, 0), (.3, 1.1))]
    people = [len(read_results(file)['pictures']['a.png']) for file in files]
    assert people == [1, 0]


def test_networks_run_in_the_posers_lock(page, picture, monkeypatch):
    """Of a visitor; those of another would share mmengine's scopes."""
    def locked(run):
        def checked(*arguments, **options):
            assert page.poser.lock.locked()
            return run(*arguments, **options)
        return checked

    topdown = page.poser.topdown
    for name in ('detect', 'pose_pictures', 'network_inputs'):
        monkeypatch.setattr(topdown, name, locked(getattr(topdown, name)))
    monkeypatch.setattr(page_module, 'predict_stages',
                        locked(page_module.predict_stages))
    assert len(page.predict(picture)[1].stages) == 1


def test_a_video_is_posed_drawn_and_told(page, tmp_path):
    write_video(tmp_path / 'v.avi', scene(), 6)
    (tmp_path / 'out').mkdir()
    posed = pose_video(page, str(tmp_path / 'v.avi'), True, tmp_path / 'out')
    assert len(list(VideoFrames(posed.drawn))) == 6
    assert posed.said == status('<strong>One person found</strong> in 6 '
                                'frames.')
    frames = posed.results['pictures']['v.avi']  # without the folder
    assert [person['id'] for frame in frames for person in frame] == [1] * 6
    assert posed.results['video'] == dict(every=1, smooth='savitzky-golay')
    assert str(tmp_path) not in str(posed.results)


def test_what_is_no_video_is_one_message(page, tmp_path):
    (tmp_path / 'v.mp4').write_text('no')
    posed = pose_video(page, str(tmp_path / 'v.mp4'), False, tmp_path)
    assert posed.error == 'Not a readable video.' and posed.drawn is None
    assert pose_video(page, None, False, tmp_path) == PosedVideo()


def test_every_event_of_the_page_is_in_one_queue(page):
    """Examples too; and they see the sliders."""
    events = [f for f in build_page(page).fns.values()
              if f.concurrency_id == 'pose']
    assert sorted(f.fn.__name__ for f in events) == [
        'predict', 'predict', 'show', 'show']
    for event in events:
        assert [block.elem_id for block in event.inputs[1:]] == [
            'threshold', 'box-threshold']


def test_what_is_no_picture_is_one_message_and_clears_the_page(
        page, tmp_path):
    (tmp_path / 'text.jpg').write_text('no')
    _, shown = page.predict(str(tmp_path / 'text.jpg'))
    assert shown.error == 'Not a readable picture: unknown format.'
    assert shown.error in shown.said and 'role="status"' in shown.said
    assert shown.drawn is shown.results is None and shown.table == []
    assert page.predict(None)[1].said == ''


def test_the_footer_names_networks_and_licences(page):
    assert page.footer() == 'pose: quickstart.pth (Apache-2.0)'


def test_people_in_words():
    assert [count(n) for n in (0, 1, 2)] == ['Nobody', 'One person',
                                             '2 people']


def test_large_pictures_are_not_enlarged(page, tmp_path):
    Image.fromarray(np.zeros((40, 1000, 3), np.uint8)).save(tmp_path / 'b.png')
    _, shown = page.predict(str(tmp_path / 'b.png'))
    assert shown.drawn.shape == (40, 1000, 3)
