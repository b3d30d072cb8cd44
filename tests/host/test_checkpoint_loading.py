import os
import pickle
from collections import OrderedDict

import numpy as np
import pytest
import torch
from mmengine.logging import HistoryBuffer
from mmengine.runner.checkpoint import CheckpointLoader
from torch.torch_version import TorchVersion

from mspn_plugin.host import UnsafeCheckpoint


def training_state() -> dict:
    """The state that mmengine's runner saves, without weights."""
    buffer = HistoryBuffer([1., 2., 6.], [1, 1, 1])
    return dict(
        state_dict=dict(weight=torch.arange(3.)),
        message_hub=dict(log_scalars=dict(loss=buffer)),
        meta=dict(seed=np.int64(3), best=np.float64(.5), epoch=2))


class Evil:

    def __init__(self, call, *args):
        self.call, self.args = call, args

    def __reduce__(self):
        return self.call, self.args


@pytest.fixture(params=('this torch', 'torch before 2.6'))
def torch_version(request, monkeypatch):
    if request.param == 'torch before 2.6':
        monkeypatch.setattr(torch, '__version__', TorchVersion('2.1.0'))


def load(path):
    return CheckpointLoader.load_checkpoint(str(path), map_location='cpu')


def test_training_state_comes_back(tmp_path, torch_version):
    torch.save(training_state(), tmp_path / 'epoch_2.pth')
    state = load(tmp_path / 'epoch_2.pth')
    assert state['state_dict']['weight'].tolist() == [0, 1, 2]
    buffer = state['message_hub']['log_scalars']['loss']
    assert buffer.statistics('mean') == 3 and buffer.current() == 6
    assert state['meta'] == dict(seed=3, best=.5, epoch=2)


def test_a_skeleton_without_limbs_comes_back(tmp_path, torch_version):
    colours = np.zeros((0, 3), np.uint8)
    torch.save(dict(state_dict={}, meta=dict(colours=colours)),
               tmp_path / 'x.pth')
    assert load(tmp_path / 'x.pth')['meta']['colours'].shape == (0, 3)


@pytest.mark.parametrize('evil, name', (
    (Evil(bytes, 10**12), 'bytes'),
    (Evil(os.system, 'touch {}'), 'system'),
    (Evil(eval, "open('{}', 'w')"), 'eval'),
    (Evil(getattr, OrderedDict, 'fromkeys'), 'fromkeys'),
    (Evil(getattr, HistoryBuffer, '__init__'), '__init__'),
    (Evil(os.path.expanduser, '~'), 'expanduser'),
))
def test_other_content_is_refused_and_not_run(tmp_path, evil, name,
                                                   torch_version):
    proof = tmp_path / 'it_ran'
    evil.args = tuple(
        a.format(proof) if isinstance(a, str) else a for a in evil.args)
    path = tmp_path / 'evil.pth'
    torch.save(dict(state_dict={}, extra=evil), path)
    with pytest.raises(UnsafeCheckpoint, match=name) as error:
        load(path)
    assert str(path) in str(error.value)
    assert 'nothing in it was run' in str(error.value)
    assert not proof.exists()


def test_a_plain_pickle_is_refused(tmp_path, torch_version):
    proof = tmp_path / 'it_ran'
    (tmp_path / 'old.pth').write_bytes(
        pickle.dumps(Evil(os.system, f'touch {proof}')))
    with pytest.raises(UnsafeCheckpoint):
        load(tmp_path / 'old.pth')
    assert not proof.exists()


def test_a_missing_file_raises_file_not_found(tmp_path):
    with pytest.raises(FileNotFoundError, match='none.pth'):
        load(tmp_path / 'none.pth')
