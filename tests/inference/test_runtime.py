import numpy as np
import pytest

from mspn_plugin.engine.config import shipped_config
from mspn_plugin.inference import Poser, runtime
from tests.inference.test_pictures import scene

RENDERED = (shipped_config('mspn/quickstart.py'),
            shipped_config('mspn/quickstart.pth'))


@pytest.fixture
def installed(monkeypatch):
    """Choose which packages seem to be installed."""

    def _install(*names):
        monkeypatch.setattr(runtime, 'find_spec',
                            lambda name: name in names or None)

    return _install


def test_auto_is_onnx_runtime_on_a_processor_where_it_is_installed(installed):
    installed(*runtime.PACKAGES)
    assert runtime.choose_runtime('auto', 'cpu') == 'onnx'
    assert runtime.choose_runtime('auto', 'cuda') == 'torch'
    assert runtime.choose_runtime('torch', 'cpu') == 'torch'
    installed('onnxruntime')
    assert runtime.choose_runtime('auto', 'cpu') == 'torch'
    with pytest.raises(ValueError, match='pip install onnx onnxscript$'):
        runtime.choose_runtime('onnx', 'cpu')


def test_what_is_not_possible_is_refused(installed):
    installed(*runtime.PACKAGES)
    with pytest.raises(ValueError, match='not on cuda'):
        runtime.choose_runtime('onnx', 'cuda')
    with pytest.raises(ValueError, match="'tensorrt' is none of auto, torch"):
        runtime.choose_runtime('tensorrt', 'cpu')


def test_the_same_people_and_one_export_unless_it_is_damaged(
        tmp_path, monkeypatch):
    for name in runtime.PACKAGES:
        pytest.importorskip(name)
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path))
    export, calls = runtime._export, []

    def counted(*arguments):
        calls.append(1)
        return export(*arguments)

    monkeypatch.setattr(runtime, '_export', counted)
    posers = [Poser(*RENDERED, whole=True, runtime=name)
              for name in ('torch', 'onnx', 'auto')]
    assert [p.topdown.network.deploy is None for p in posers] == [
        True, False, False]
    assert len(calls) == 1
    path, = tmp_path.rglob('*.onnx')
    path.write_bytes(path.read_bytes()[:999])  # as another program may leave
    posers.append(Poser(*RENDERED, whole=True, runtime='onnx'))
    assert len(calls) == 2 and len(list(tmp_path.rglob('*'))) == 2
    want, *found = [poser(scene()) for poser in posers]
    for people in found:
        np.testing.assert_allclose(people.scores, want.scores, atol=1e-4)
        sure = want.scores > .2  # elsewhere, noise decides between two peaks
        np.testing.assert_allclose(
            people.keypoints[sure], want.keypoints[sure], atol=.05)


def test_a_network_that_differs_is_not_cached(tmp_path, monkeypatch):
    verification = pytest.importorskip('mspn_plugin.export.verification')
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path))
    monkeypatch.setattr(
        verification, 'compare_with_torch',
        lambda *x: verification.OnnxDifference(float('nan'), 0.))
    with pytest.raises(verification.ExportError, match='by nan of'):
        runtime._exported(*RENDERED, (), None)  # no file: no codec
    assert not list(tmp_path.rglob('*.onnx'))


def test_a_network_that_cannot_be_exported_is_computed_by_pytorch(
        monkeypatch):
    said = []
    monkeypatch.setattr(runtime, 'print_log', lambda *x: said.append(x[0]))

    def fails(*arguments):
        raise NotImplementedError('no such\noperator')

    monkeypatch.setattr(runtime, '_exported', fails)
    poser = Poser(*RENDERED, whole=True, runtime='auto')
    assert poser.topdown.network.deploy is None
    assert 'failed: no such operator' in said[0]
