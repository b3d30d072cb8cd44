"""The same people, however a picture is given."""

import hashlib
import io
import json
import pickle
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

import mspn_plugin
from mspn_plugin.datasets.rendered_people import render_split
from mspn_plugin.engine.config import shipped_config
from mspn_plugin.inference import People, Poser, detectors, find_detector
from mspn_plugin.inference.drawings import is_drawing
from mspn_plugin.inference.drawn_video import drawn_video
from mspn_plugin.inference.networks import SHIPPED, describe, find_network
from mspn_plugin.inference.poser import _number_videos
from mspn_plugin.inference.sources import Source
from tests.conftest import ROOT

RENDERED = (shipped_config('mspn/quickstart.py'),
            shipped_config('mspn/quickstart.pth'))


@pytest.fixture(scope='module')
def poser() -> Poser:
    return Poser(*RENDERED, runtime='torch')


@pytest.fixture(scope='module')
def folder(tmp_path_factory) -> Path:
    """Three pictures; PNG, so that all ways of reading agree."""
    root = tmp_path_factory.mktemp('people')
    render_split(root, 'test', 3, seed=5)
    (root / 'png').mkdir()
    for path in sorted((root / 'test').glob('*.jpg')):
        Image.open(path).save(root / 'png' / f'{path.stem}.png')
    return root / 'png'


def paths(folder: Path) -> list:
    return sorted(folder.iterdir())


def same(a: People, b: People, atol: float = 1e-3):
    assert len(a) == len(b)
    np.testing.assert_allclose(a.keypoints, b.keypoints, atol=atol)
    np.testing.assert_allclose(a.scores, b.scores, atol=atol)
    np.testing.assert_allclose(a.boxes, b.boxes, atol=atol)


def test_every_way_to_give_a_picture(poser, folder):
    path = paths(folder)[0]
    people = poser(path)
    assert len(people) >= 1 and people.path == path
    array = cv2.imread(str(path))
    pillow = Image.open(path)
    opaque = np.dstack([array, np.full_like(array[..., :1], 255)])
    wrapped = tempfile.NamedTemporaryFile()  # noqa: SIM115  no io.IOBase
    shutil.copy(path, wrapped.name)
    deep = array.astype(np.uint16) * 257
    for source in (str(path), wrapped, array, opaque, deep, pillow,
                   path.read_bytes(), io.BytesIO(path.read_bytes())):
        same(poser(source), people)


def test_lists_folders_and_generators(poser, folder):
    want = [poser(path) for path in paths(folder)]
    for source in (paths(folder), folder, (p for p in paths(folder)),
                   [cv2.imread(str(p)) for p in paths(folder)]):
        found = poser(source)
        assert len(found) == 3
        for a, b in zip(found, want):
            same(a, b)
    stream = poser.stream(folder)
    same(next(stream), want[0])
    assert poser([]) == []


def test_frames_of_a_video(poser, folder):
    picture = cv2.imread(str(paths(folder)[0]))
    video = folder.parent / 'v.mp4'
    with drawn_video(video, 10) as writer:
        for number in range(3):
            writer.write(picture, number / 10)
    found = poser(video)
    assert [(p.frame, p.time) for p in found] == [(0, 0), (1, .1), (2, .2)]
    with pytest.raises(ValueError, match='frames of a video are not kept'):
        found[0].draw()
    assert found[0].draw(picture).shape == picture.shape
    kept = next(poser.stream(video))
    same(poser(kept.picture), found[0])
    twice = poser([video, video])  # the second time is another video
    assert [(p.frame, p.ids.tolist()) for p in twice] == 2 * [
        (p.frame, p.ids.tolist()) for p in found]


def test_a_video_that_follows_itself_is_another():
    """So that the ids of its people are, wherever they are."""
    frames = [('a', None), ('a', 0), ('a', 2), ('a', 0), ('b', 0), ('b', 1)]
    numbered = _number_videos(
        Source(None, Path(path), frame) for path, frame in frames)
    assert [number for number, _ in numbered] == [None, 1, 1, 2, 3, 3]


def test_eight_threads_find_the_same(folder):
    poser = Poser(*RENDERED, runtime='torch')
    want = [poser(path) for path in paths(folder)]
    poser = pickle.loads(pickle.dumps(poser))  # has seen no picture yet
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(poser, paths(folder) * 8))
    for people, right in zip(found, want * 8):
        same(people, right)


def test_a_pickled_poser_in_another_process(poser, folder, tmp_path):
    (tmp_path / 'poser').write_bytes(pickle.dumps(poser))
    code = ('import json, pickle, sys\n'
            'poser = pickle.load(open(sys.argv[1], "rb"))\n'
            'print("FOUND", json.dumps(poser(sys.argv[2]).to_dict()))')
    done = subprocess.run(
        [sys.executable, '-c', code, tmp_path / 'poser', paths(folder)[0]],
        cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.split('FOUND')[1])
    want = poser(paths(folder)[0]).to_dict()
    for a, b in zip(found['people'], want['people'], strict=True):
        np.testing.assert_allclose(a['keypoints'], b['keypoints'], atol=.02)


@pytest.mark.parametrize('source, error, reason', [
    (np.zeros((9, 9, 3), np.float32), ValueError, 'float32 is no picture'),
    ('none.jpg', FileNotFoundError, 'none.jpg'),
    (None, TypeError, 'NoneType is no picture'),
    (True, TypeError, 'True is no picture'),
    (0, ValueError, 'Camera 0 has no end'),
    (np.int64(0), ValueError, 'Camera 0 has no end'),
    (b'text', ValueError, 'Not a readable picture'),
])
def test_what_is_no_picture_is_refused(poser, source, error, reason):
    with pytest.raises(error, match=reason):
        poser(source)


def test_half_a_network_is_refused():
    with pytest.raises(ValueError, match='quickstart.py is given without we'):
        Poser(RENDERED[0])
    with pytest.raises(ValueError, match='quickstart.pth are given without'):
        Poser(weights=RENDERED[1])
    with pytest.raises(ValueError, match='people has weights of its own; x.p'):
        Poser('people', 'x.pth')
    with pytest.raises(FileNotFoundError, match='none of the names people, p'):
        Poser('peple')


def test_networks_have_names_and_results_say_which_it_was():
    config, weights = find_network('rendered-people')
    assert (config, weights) == RENDERED
    assert find_network(*RENDERED) == RENDERED
    for name, (_, shipped) in SHIPPED.items():
        found = describe(*find_network(name))
        assert found['weights'] == Path(shipped).name and found['licence']
        assert len(found['sha256']) == 64
    for name in detectors.SHIPPED:
        assert describe(*find_detector(name))['licence']


def test_a_file_by_the_name_of_shipped_weights_has_no_licence(tmp_path):
    (tmp_path / 'people.pth').write_bytes(b'mine')
    assert describe('a.py', tmp_path / 'people.pth') == dict(
        config='a.py', weights='people.pth',
        sha256=hashlib.sha256(b'mine').hexdigest())
    assert describe('a.py', None) == dict(config='a.py')


def test_the_package_has_the_poser():
    assert mspn_plugin.Poser is Poser and 'Poser' in dir(mspn_plugin)
    with pytest.raises(AttributeError, match='Pose'):
        mspn_plugin.Pose  # noqa: B018


def test_results_as_data(poser, folder):
    people = poser(paths(folder)[0])
    count, names = len(people), people.names
    assert people.keypoints.shape == (count, 17, 2) and names[0] == 'nose'
    assert people.scores.shape == (count, 17) and people.ids is None
    height, width = cv2.imread(str(people.path)).shape[:2]
    data = json.loads(json.dumps(people.to_dict()))
    assert (data['width'], data['height']) == (width, height)
    assert data['people'] == [people[i] for i in range(count)] == list(people)
    person, coco = people[0], people.to_coco(image_id=7)[0]
    x1, y1, x2, y2 = person['box']
    assert coco['image_id'] == 7 and coco['keypoints'][:3] == [
        *person['keypoints'][0], person['scores'][0]]
    np.testing.assert_allclose(coco['bbox'], [x1, y1, x2 - x1, y2 - y1])
    table = people.to_dataframe()
    assert len(table) == 17 * count
    row = table[(table.person == 0) & (table.keypoint == names[5])].iloc[0]
    assert [row.x, row.y] == person['keypoints'][5]
    samples = people.data_samples
    assert len(samples) == count
    np.testing.assert_array_equal(
        samples[0].pred_instances.keypoints, people.keypoints[:1])


def test_a_drawing_is_saved_but_never_over_the_picture(
        poser, folder, tmp_path):
    path = tmp_path / 'photo.jpg'
    Image.open(paths(folder)[0]).save(path)
    before = path.read_bytes()
    people = poser(path)
    people.save(tmp_path / 'out.jpg', threshold=0)
    drawn = cv2.imread(str(tmp_path / 'out.jpg'))
    assert abs(drawn.astype(int) - cv2.imread(str(path))).max() > 100
    assert is_drawing(tmp_path / 'out.jpg') and not is_drawing(path)
    (tmp_path / 'link.jpg').symlink_to(path)
    for name in ('photo.jpg', 'link.jpg'):
        with pytest.raises(ValueError, match='is the picture itself'):
            people.save(tmp_path / name)
    assert path.read_bytes() == before
    with pytest.raises(ValueError, match=r"ends in '\.gif'"):
        people.save(tmp_path / 'out.gif')
