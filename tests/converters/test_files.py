import pytest
import torch

from mspn_plugin.converters import ConversionError
from mspn_plugin.converters.files import publish
from mspn_plugin.tools import publish as tool


def write(path, matrix, count, **meta):
    state = dict(weight=torch.tensor(matrix), bias=torch.tensor(matrix[0]),
                 count=torch.tensor(count))
    torch.save(dict(state_dict=state, meta=meta), path)
    return path


@pytest.fixture
def checkpoints(tmp_path):
    meta = dict(dataset_meta=dict(classes=['person']), calibration=dict(x=1))
    return [write(tmp_path / 'a.pth', [[1., 2.], [3., 4.]], 7, **meta),
            write(tmp_path / 'b.pth', [[3., 2.], [9., 0.]], 9, **meta)]


def read(path):
    return torch.load(path, weights_only=True)


def test_matrices_are_halved_vectors_and_meta_are_kept(checkpoints, tmp_path):
    publish(checkpoints[0], tmp_path / 'out.pth')
    found = read(tmp_path / 'out.pth')
    assert found['state_dict']['weight'].dtype == torch.float16
    assert found['state_dict']['bias'].dtype == torch.float32
    assert set(found['meta']) == {'dataset_meta', 'calibration'}


def test_the_mean_of_several_checkpoints(checkpoints, tmp_path, capsys):
    out = tmp_path / 'out.pth'
    tool.main(list(map(str, [
        checkpoints[0], out, '--average', checkpoints[1]])))
    assert str(out) in capsys.readouterr().out
    state = read(out)['state_dict']
    assert state['weight'].tolist() == [[2., 2.], [6., 2.]]
    assert state['bias'].tolist() == [2., 2.]
    assert state['count'] == 7  # not a float: the first one's
    # scores of a mean are others: it must be calibrated anew
    assert set(read(out)['meta']) == {'dataset_meta'}


def test_a_mean_of_different_networks_is_refused(checkpoints, tmp_path):
    other = write(tmp_path / 'c.pth', [[1., 2.]], 1)
    with pytest.raises(ConversionError, match='c.pth and .*a.pth'):
        publish(*checkpoints, average=[other])
    assert read(checkpoints[1])['state_dict']['count'] == 9  # not written
