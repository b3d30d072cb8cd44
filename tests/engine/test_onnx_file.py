"""ONNX Runtime's session."""

import pickle

import pytest

from mspn_plugin.engine.config import shipped_config
from mspn_plugin.engine.onnx_file import OnnxFile


@pytest.fixture(scope='module')
def file() -> OnnxFile:
    return OnnxFile(shipped_config('detection/nanodet-g_person.onnx'),
                    threads=1)


def test_threads_sleep_while_they_wait(file):
    """Also those of a copy. PyTorch's threads and drawing need the cores."""
    for one in (file, pickle.loads(pickle.dumps(file))):
        options = one.session.get_session_options()
        assert options.intra_op_num_threads == 1
        assert options.get_session_config_entry(
            'session.intra_op.allow_spinning') == '0'
