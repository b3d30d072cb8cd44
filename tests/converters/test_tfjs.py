import json

import numpy as np
import pytest

from mspn_plugin.converters.tfjs import read_weights


@pytest.fixture
def model(tmp_path):
    """Three arrays: half precision, eight bits, and integers."""
    half = np.array([[1.5, -2.]], np.float16)
    eight = np.array([0, 255], np.uint8)
    whole = np.array(7, np.int32)
    (tmp_path / 'm.bin').write_bytes(
        half.tobytes() + eight.tobytes() + whole.tobytes())
    manifest = [dict(paths=['m.bin'], weights=[
        dict(name='half', shape=[1, 2], dtype='float32',
             quantization=dict(dtype='float16')),
        dict(name='eight', shape=[2], dtype='float32',
             quantization=dict(dtype='uint8', scale=0.5, min=-1.)),
        dict(name='whole', shape=[], dtype='int32')])]  # yapf: disable
    path = tmp_path / 'm.json'
    path.write_text(json.dumps(dict(weightsManifest=manifest)))
    return path


def test_arrays_equal_the_stored_ones(model):
    arrays = read_weights(model)
    assert np.array_equal(arrays['half'], [[1.5, -2]])
    assert arrays['half'].dtype == np.float32
    assert np.array_equal(arrays['eight'], [-1, 126.5])
    assert arrays['whole'] == 7


def test_files_of_another_length_raise(model):
    data = model.with_suffix('.bin')
    whole = data.read_bytes()
    data.write_bytes(whole[:-1])
    with pytest.raises(ValueError, match='end before whole'):
        read_weights(model)
    data.write_bytes(whole + b'x')
    with pytest.raises(ValueError, match='have 11'):
        read_weights(model)


def test_another_json_raises(tmp_path):
    (tmp_path / 'x.json').write_text('{}')
    with pytest.raises(ValueError, match='no weightsManifest'):
        read_weights(tmp_path / 'x.json')
