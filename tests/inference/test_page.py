import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from mspn_plugin.engine.config import shipped_config
from mspn_plugin.inference import Poser
from mspn_plugin.inference.page import Page, count, table
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
    shown = page.predict(picture)
    assert shown.drawn.shape == (720, 960, 3)  # 60x80, RGB
    plain = cv2.resize(scene(), (960, 720), interpolation=cv2.INTER_CUBIC)
    far = abs(shown.drawn.astype(int) - plain).max(2) > 60
    assert .001 < far.mean() < .4
    people = page.poser(picture)
    assert shown.table == table(people) and len(shown.table) == 17
    data = json.loads(Path(shown.file).read_text())
    assert data['people'] == people.to_dict()['people']
    assert '<strong>One person found.</strong> reading' in shown.said
    assert shown.alternative == 'The picture with one person drawn on it'
    assert len(shown.stages) == 1 and not shown.error


def test_thresholds_hide_keypoints_and_boxes(page, picture):
    everything = page.predict(picture).drawn
    nothing = page.predict(picture, 1).drawn
    assert (everything != nothing).any()
    nobody = page.predict(picture, None, 1.1)
    assert 'Nobody found' in nobody.said and nobody.table == []


def test_what_is_no_picture_is_one_message_and_clears_the_page(
        page, tmp_path):
    (tmp_path / 'text.jpg').write_text('no')
    shown = page.predict(str(tmp_path / 'text.jpg'))
    assert shown.error == 'Not a readable picture: unknown format.'
    assert shown.error in shown.said and 'role="status"' in shown.said
    assert shown.drawn is None and shown.file is None and shown.table == []
    assert page.predict(None).said == ''


def test_the_footer_names_networks_and_licences(page):
    assert page.footer() == 'pose: quickstart.pth (Apache-2.0)'


def test_people_in_words():
    assert [count(n) for n in (0, 1, 2)] == ['Nobody', 'One person',
                                             '2 people']


def test_large_pictures_are_not_enlarged(page, tmp_path):
    Image.fromarray(np.zeros((40, 1000, 3), np.uint8)).save(tmp_path / 'b.png')
    assert page.predict(str(tmp_path / 'b.png')).drawn.shape == (40, 1000, 3)
