"""All cells of the notebook run."""

from pathlib import Path

import pytest

from tests.conftest import ROOT

NOTEBOOK = ROOT / 'docs/first_steps.ipynb'


def test_the_notebook_runs(tmp_path, monkeypatch):
    nbformat = pytest.importorskip('nbformat')
    nbclient = pytest.importorskip('nbclient')
    pytest.importorskip('ipykernel')
    monkeypatch.setenv('PYTHONWARNINGS', 'ignore')
    monkeypatch.setenv('PYTHONPATH', str(ROOT))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbclient.NotebookClient(
        notebook, timeout=1800,
        resources=dict(metadata=dict(path=str(tmp_path)))).execute()
    said = ''.join(
        output.get('text', '') for cell in notebook.cells
        if cell.cell_type == 'code' for output in cell.outputs)
    assert '1 of 1 posed' in said and '19 keypoints' in said
    assert 'loss_s2_r4' in said and 'coco/AP' in said
    assert Path(tmp_path, 'trained/epoch_1.pth').exists()


def test_the_notebook_is_committed_without_outputs():
    nbformat = pytest.importorskip('nbformat')
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert not any(cell.get('outputs') for cell in notebook.cells)
