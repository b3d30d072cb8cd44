"""Unreadable pictures, and damaged or malicious checkpoints."""

import builtins
import io
import os
import pickle
import subprocess
import zipfile

import cv2
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmengine.runner import CheckpointLoader, load_checkpoint
from mmpose.registry import DATASETS

from mspn_plugin.datasets.rendered_people import render_split
from mspn_plugin.host import DamagedCheckpoint, UnsafeCheckpoint
from tests.conftest import ROOT, build, tiny_config


@pytest.fixture(scope='module')
def people(tmp_path_factory):
    init_default_scope('mmpose')
    config = Config.fromfile(ROOT / 'configs/mspn/quickstart.py')
    root = tmp_path_factory.mktemp('people')
    render_split(root, 'train', 1)
    render_split(root, 'val', 1)
    return {
        split: DATASETS.build(
            dict(config[f'{loader}_dataloader'].dataset, num_images=1,
                 data_root=str(root)))
        for split, loader in (('train', 'train'), ('val', 'test'))
    }


def jpeg() -> bytes:
    chance = np.random.default_rng(0)
    picture = chance.integers(0, 256, (64, 48, 3), dtype=np.uint8)
    return cv2.imencode('.jpg', picture)[1].tobytes()


NO_PICTURES = dict(
    empty=b'', text=b'not a picture', html=b'<html>404</html>',
    header=jpeg()[:20], zeros=b'\x00' * 5000, zip=b'PK\x03\x04' + b'\x00' * 99,
    png_header=b'\x89PNG\r\n\x1a\n', gif=b'GIF89a' + b'\x00' * 40,
    tables=jpeg()[:200], pickle=pickle.dumps(dict(picture=1)))


@pytest.mark.parametrize('split', ('train', 'val'))
@pytest.mark.parametrize('content', NO_PICTURES.values(), ids=NO_PICTURES)
def test_an_unreadable_picture_is_named(people, split, content,
                                            monkeypatch):
    dataset = people[split]
    path = dataset.get_data_info(0)['img_path']
    with open(path, 'rb') as file:
        good = file.read()
    try:
        with open(path, 'wb') as file:
            file.write(content)
        with pytest.raises(Exception, match=path.split('/')[-1]):
            dataset[0]
    finally:
        with open(path, 'wb') as file:
            file.write(good)


@pytest.mark.parametrize('picture', [
    np.zeros((1, 1, 3), np.uint8), np.zeros((1, 300, 3), np.uint8),
    np.full((300, 1, 3), 255, np.uint8), np.zeros((64, 48), np.uint8),
    np.full((64, 48), 40000, np.uint16), np.zeros((64, 48, 4), np.uint8),
    np.zeros((12, 6000, 3), np.uint8)
], ids=lambda picture: f'{picture.shape} {picture.dtype}')
def test_unusual_pictures_load(people, picture):
    """Smaller than the box, grey, 16 bit, with alpha, very wide."""
    dataset = people['val']
    path = dataset.get_data_info(0)['img_path']
    with open(path, 'rb') as file:
        good = file.read()
    try:
        with open(path, 'wb') as file:
            file.write(cv2.imencode('.png', picture)[1].tobytes())
        sample = dataset[0]
    finally:
        with open(path, 'wb') as file:
            file.write(good)
    assert sample['inputs'].shape == (3, 192, 144)
    assert sample['inputs'].dtype == torch.uint8


def load(path):
    return CheckpointLoader.load_checkpoint(str(path), map_location='cpu')


def saved(content) -> bytes:
    file = io.BytesIO()
    torch.save(content, file)
    return file.getvalue()


WEIGHTS = dict(state_dict=dict(a=torch.arange(90.), b=torch.ones(3, 4)))
WHOLE = saved(WEIGHTS)


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, len(WHOLE) - 1))
def test_a_truncated_checkpoint_is_damaged(tmp_path_factory, cut):
    path = tmp_path_factory.getbasetemp() / 'cut.pth'
    path.write_bytes(WHOLE[:cut])
    with pytest.raises((DamagedCheckpoint, UnsafeCheckpoint), match='cut.pth'):
        load(path)


@settings(max_examples=120, deadline=None)
@given(where=st.integers(0, len(WHOLE) - 1), bit=st.integers(0, 7))
def test_a_flipped_bit_is_detected_or_harmless(tmp_path_factory, where,
                                                  bit):
    path = tmp_path_factory.getbasetemp() / 'flip.pth'
    content = bytearray(WHOLE)
    content[where] ^= 1 << bit
    path.write_bytes(content)
    try:
        found = load(path)['state_dict']
    except Exception as error:
        assert 'flip.pth' in str(error)
        return
    for key, value in WEIGHTS['state_dict'].items():
        assert torch.equal(found[key], value)


class Evil:

    def __init__(self, *call):
        self.call = call

    def __reduce__(self):
        return self.call[0], self.call[1:]


def evil_calls(folder):
    """Calls that an unsafe loader would run."""
    touch = f'open({str(folder / "ran")!r}, "w")'
    return [
        (os.system, f'touch {folder}/ran'), (builtins.eval, touch),
        (builtins.exec, touch), (builtins.open, f'{folder}/ran', 'w'),
        (subprocess.check_call, ['touch', f'{folder}/ran']),
        (os.mkdir, f'{folder}/ran'), (builtins.__import__, 'antigravity'),
        (builtins.getattr, dict, 'fromkeys'),
        (os.popen, f'touch {folder}/ran'),
        (builtins.compile, touch, 'x', 'exec'), (os.mkfifo, f'{folder}/ran'),
        (torch.load, f'{folder}/ran'),
        (torch.save, {}, f'{folder}/ran'),
        (np.save, f'{folder}/ran', np.zeros(1)),
        (np.load, f'{folder}/ran.npy', None, True),
    ]


@pytest.mark.parametrize('number', range(15))
@pytest.mark.parametrize('place', ('top', 'weights', 'meta', 'legacy'))
def test_malicious_pickles_are_not_run(tmp_path, number, place):
    evil = Evil(*evil_calls(tmp_path)[number])
    content = dict(
        top=evil, weights=dict(state_dict=dict(a=evil)),
        meta=dict(state_dict={}, meta=dict(epoch=evil)),
        legacy=dict(state_dict=evil))[place]
    torch.save(content, tmp_path / 'evil.pth',
               _use_new_zipfile_serialization=place != 'legacy')
    with pytest.raises(UnsafeCheckpoint, match='nothing in it was run'):
        load(tmp_path / 'evil.pth')
    assert not list(tmp_path.glob('ran*'))


@pytest.mark.parametrize('content', [
    [], 3, 'weights', torch.ones(3), dict(state_dict=3),
    dict(state_dict=[torch.ones(3)])
], ids=repr)
def test_a_checkpoint_without_weights_raises(tmp_path, content):
    path = tmp_path / 'other.pth'
    torch.save(content, path)
    with pytest.raises((DamagedCheckpoint, RuntimeError), match='other.pth'):
        load_checkpoint(build(tiny_config(1)), str(path), map_location='cpu')


def test_weights_of_another_architecture_are_reported(tmp_path):
    """mmengine lists every key; with `strict` it raises."""
    path = tmp_path / 'other.pth'
    torch.save(build(tiny_config(1)).state_dict(), path)
    with pytest.raises(RuntimeError, match='missing keys.*neck.decoders.1'):
        load_checkpoint(
            build(tiny_config(2)), str(path), map_location='cpu', strict=True)


def test_the_flipped_bits_are_in_a_zip():
    """The checksums cover most of the file."""
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as file:
        assert sum(e.file_size for e in file.infolist()) > len(WHOLE) / 4
