"""mmpose's demos and this package's tools, from the wheel, as subprocesses."""

import json
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import cv2
import mmpose
import numpy as np
import pytest
from PIL import Image

from mspn_plugin.datasets.rendered_people import render_split
from tests.inference.malformed_files import malformed_files, write_video
from tests.installed import run

DEMO = Path(mmpose.__file__).parent / '.mim/demo/topdown_demo_with_mmdet.py'
SKIPPED = ('cut.jpg', 'empty.png', 'text.jpg', 'text.mp4', 'thin.png')


@pytest.fixture(scope='module')
def scene(tmp_path_factory) -> Path:
    """Two rendered people in one picture."""
    root = tmp_path_factory.mktemp('scene')
    render_split(root, 'test', 6, seed=5)
    people = json.loads((root / 'test.json').read_text())
    count = [p['image_id'] for p in people['annotations']]
    chosen = next(i for i in people['images'] if count.count(i['id']) == 2)
    return root / 'test' / chosen['file_name']


@pytest.fixture
def networks(wheel_environment, wheel_facts) -> list:
    """The wheel's pose network (rendered people) and detector: config and
    weights of each."""
    files = wheel_facts['networks']
    assert all(str(wheel_environment[0]) in name for name in files)
    return files


def test_malformed_files_are_posed_or_reported(wheel_environment, scene,
                                               tmp_path):
    home, python, environment = wheel_environment
    (tmp_path / 'odd').mkdir()
    picture = np.asarray(Image.open(scene))
    files = malformed_files(tmp_path / 'odd', picture)
    done = subprocess.run(
        [python, '-m', 'mspn_plugin.tools.pose', tmp_path / 'odd', '--out',
         tmp_path / 'out'],
        cwd=home, env=environment, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr[-2000:]  # some were skipped
    assert 'Traceback' not in done.stderr
    lines = [line for line in done.stderr.splitlines()
             if line.startswith('skipped: ')]
    assert [Path(line.split()[1][:-1]).name
            for line in lines] == list(SKIPPED)
    assert '1 frames could not be read' in done.stderr
    people = json.loads((tmp_path / 'out/people.json').read_text())
    found = {Path(k).name: v for k, v in people['pictures'].items()}
    assert set(found) == set(files) - set(SKIPPED)
    assert len(people['keypoints']) == 19  # the network for photographs
    assert found['nobody.png'] == [] and found['one.png'] == []
    assert len(found['good.png']) >= 1
    for name in ('exif.jpg', 'cmyk.jpg', 'whole.jpg'):  # the same picture
        assert len(found[name]) == len(found['good.png']), name
        for a, b in zip(found[name], found['good.png']):
            moved = np.subtract(a['keypoints'], b['keypoints'])
            assert np.median(abs(moved)) < 2, name
    assert len(found['video.avi']) == len(found['broken.avi']) == 6
    assert found['broken.avi'].count(None) == 1
    for name in set(found) - {'video.avi', 'broken.avi'}:
        drawn = cv2.imread(str(tmp_path / 'out' / Path(name).stem) + '.jpg')
        assert drawn is not None, name
    video = cv2.VideoCapture(str(tmp_path / 'out/video.mp4'))
    assert video.get(cv2.CAP_PROP_FRAME_COUNT) == 6


#: One process for several inputs, because each needs seconds for the imports.
DEMO_OF_EACH = """
import runpy, sys
demo, networks, inputs = sys.argv[1], sys.argv[2:6], sys.argv[6:]
for source in inputs:
    sys.argv = [demo, *networks, '--input', source, '--output-root', '.',
                '--device', 'cpu', '--save-predictions']
    runpy.run_path(demo, run_name='__main__')
"""


def test_mmposes_demo_with_mmdet(wheel_environment, networks, scene,
                                 tmp_path):
    """A picture and a video."""
    _, python, environment = wheel_environment
    pose, pose_weights, detector, detector_weights = networks
    video = tmp_path / 'given/in.avi'
    video.parent.mkdir()
    write_video(video, np.asarray(Image.open(scene)), 3)
    run([python, '-c', DEMO_OF_EACH, DEMO, detector, detector_weights, pose,
         pose_weights, scene, video], cwd=tmp_path, env=environment)
    of_picture, of_video = (
        json.loads((tmp_path / f'results_{name}.json').read_text())[
            'instance_info'] for name in (scene.stem, 'in'))
    assert len(of_video) == 3
    for person in of_picture[0], of_video[0]['instances'][0]:
        assert len(person['keypoints']) == 17
    assert {scene.name, video.name} <= {p.name for p in tmp_path.iterdir()}


INFERENCER = """
import sys
from mmpose.apis import MMPoseInferencer
pose, pose_weights, detector, detector_weights, *inputs = sys.argv[1:]
inferencer = MMPoseInferencer(
    pose2d=pose, pose2d_weights=pose_weights, det_model=detector,
    det_weights=detector_weights, det_cat_ids=[0], device='cpu')
for source in inputs:
    found = [x['predictions'][0] for x in inferencer(source, out_dir='out')]
    print('FOUND', len(found), *sorted({len(p['keypoints']) for f in found
                                        for p in f}))
"""


def test_mmposes_inferencer(wheel_environment, networks, scene, tmp_path):
    """A picture, a folder and a video."""
    _, python, environment = wheel_environment
    (tmp_path / 'folder').mkdir()
    for i in range(2):
        shutil.copy(scene, tmp_path / f'folder/{i}.jpg')
    write_video(tmp_path / 'video.avi', np.asarray(Image.open(scene)), 3)
    said = run([python, '-c', INFERENCER, *networks, scene, 'folder',
                'video.avi'], cwd=tmp_path, env=environment)
    found = [line.split()[1:] for line in said.splitlines()
             if line.startswith('FOUND')]
    assert found == [['1', '17'], ['2', '17'], ['3', '17']]
    assert len(list((tmp_path / 'out/visualizations').iterdir())) == 4


def test_export_and_contact_sheet(wheel_environment, networks, tmp_path):
    _, python, environment = wheel_environment
    said = run([python, '-m', 'mspn_plugin.tools.export', *networks[:2],
                'x.onnx', '--int8', 'x8.onnx', '--pictures', '4',
                '--cfg-options', 'train_dataloader.dataset.num_images=4'],
               cwd=tmp_path, env=environment)
    assert 'difference from PyTorch' in said
    sizes = [(tmp_path / name).stat().st_size
             for name in ('x.onnx', 'x8.onnx')]
    assert sizes[1] < .4 * sizes[0]
    said = run([python, '-m', 'mspn_plugin.tools.contact_sheet',
                *networks[:2], '--out', 'sheet.png', '--people', '3',
                '--cfg-options', 'test_dataloader.dataset.num_images=4'],
               cwd=tmp_path, env=environment)
    assert '3 people of ' in said
    assert Image.open(tmp_path / 'sheet.png').width > 800


@contextmanager
def page(python, environment, folder, *arguments):
    with socket.socket() as free:
        free.bind(('127.0.0.1', 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [python, '-m', 'mspn_plugin.tools.demo_page', '--port', str(port),
         *arguments], cwd=folder, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        for _ in range(600):
            with suppress(OSError), socket.create_connection(
                    ('127.0.0.1', port), timeout=1):
                break
            assert server.poll() is None, server.stdout.read()[-2000:]
            time.sleep(.2)
        yield port
    finally:
        server.kill()
        server.wait()


@pytest.fixture(scope='module')
def browser():
    program = shutil.which('chromium') or shutil.which('google-chrome')
    if program is None:
        pytest.skip('no Chromium here: apt-get install chromium')
    from playwright.sync_api import sync_playwright
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program, args=['--no-sandbox'])
        yield chromium
        chromium.close()


def test_the_page_in_a_browser(wheel_environment, browser, scene, tmp_path):
    """A picture, an unreadable one, and one that is too large."""
    _, python, environment = wheel_environment
    (tmp_path / 'text.jpg').write_text('no picture')
    noise = np.random.default_rng(0).integers(0, 256, (900, 900, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / 'large.png')
    with page(python, environment, tmp_path, '--megabytes', '1') as port:
        listening = subprocess.run(
            ['ss', '-ltnH', f'sport = :{port}'], capture_output=True,
            text=True).stdout if shutil.which('ss') else '127.0.0.1'
        assert '127.0.0.1' in listening and '0.0.0.0:' + str(
            port) not in listening
        tab = browser.new_page(viewport=dict(width=1100, height=1000))
        tab.goto(f'http://127.0.0.1:{port}', wait_until='domcontentloaded')
        give = '#picture input[type=file]'
        tab.set_input_files(give, scene)
        tab.get_by_text(' found.').wait_for(timeout=60_000)
        said = tab.locator('#said').inner_text()
        assert 'detector' in said and 'pose' in said and ' ms' in said
        tab.locator('#people img').wait_for(timeout=20_000)
        tab.locator('#stages img').first.wait_for(timeout=20_000)
        for name, message in (('text.jpg', 'not a readable picture'),
                              ('large.png', 'maximum allowed size of 1.0')):
            tab.reload(wait_until='domcontentloaded')
            tab.set_input_files(give, tmp_path / name)
            toast = tab.locator('.toast-body').first
            toast.wait_for(timeout=20_000)
            assert message.lower() in toast.inner_text().lower(), name
        tab.set_viewport_size(dict(width=390, height=800))
        wide = tab.evaluate('document.documentElement.scrollWidth')
        assert wide <= 390  # a phone
