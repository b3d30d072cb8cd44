"""All variants do the same work."""

import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from mmengine.registry import init_default_scope

from mspn_plugin.benchmark import (
    networks,
    parts,
    sweeps,
    workers,
    workloads,
)
from mspn_plugin.benchmark.names import PARTS
from mspn_plugin.benchmark.networks import (
    build_networks,
    count_gflop,
    supported_variants,
)
from mspn_plugin.comparison.counting import count_cost
from mspn_plugin.converters.reference_networks import (
    build_mmpose_mspn,
    build_plugin_mspn,
)
from mspn_plugin.tools import benchmark
from tests.conftest import quick_weights


@pytest.fixture(scope='module')
def pictures(tmp_path_factory):
    init_default_scope('mmpose')
    return workloads.render_pictures(tmp_path_factory.mktemp('people'))


def test_large_pictures_show_the_same_people(pictures):
    small, large = map(workloads.build_dataset, pictures)
    assert len(small) == len(large) >= workloads.PICTURES
    for a, b in zip(small.load_data_list(), large.load_data_list()):
        for key in ('bbox', 'keypoints'):
            np.testing.assert_allclose(  # mmpose clips boxes to whole pixels
                workloads.LARGER * a[key],
                b[key],
                atol=workloads.LARGER)
    means = [torch.stack([s['inputs'].float().mean() for s in data]).mean()
             for data in (small, large)]
    assert abs(means[0] - means[1]) < 8


def test_codecs_find_the_same_keypoints(pictures):
    runs = workloads.decoding()
    mine = torch.as_tensor(runs['here']()[0][:, 0])
    theirs = torch.as_tensor(
        np.concatenate([keypoints for keypoints, _ in runs['mmpose']()]))
    inner = ((theirs > 8) & (theirs < 180)).all(-1)
    assert inner.sum() > 400
    assert (mine - theirs)[inner].abs().max() < .01
    runs = workloads.targets()
    mine = runs['here']()[1]
    theirs = runs['mmpose']()
    assert len(mine) == 5 and len(theirs) == 32
    for level, kernel in zip(mine, (5, 7, 9, 11, 15)):  # mmpose: coarse first
        place = (15, 11, 9, 7, 5).index(kernel)
        want = np.stack([t[place]['heatmaps'] for t in theirs])
        assert abs(level.numpy() - want).max() < .01


def test_all_networks_predict_alike(
        pictures, tmp_path, few_blocks, monkeypatch):
    monkeypatch.setattr(networks, 'build_mmpose_mspn', partial(
        build_mmpose_mspn, num_blocks=(2, 1, 1, 1)))
    ways = [way for way in supported_variants() if 'compiled' not in way]
    size = 96, 128
    with quick_weights():
        found = build_networks(1, ways, folder=tmp_path, input_size=size)
    runs = workloads.inference(found, workloads.batch_of(
        workloads.build_dataset(pictures[0], input_size=size), 2))
    assert set(runs) >= {'mmpose', 'here', 'deployed', 'onnxruntime', 'int8'}
    points = {
        name: torch.as_tensor(run()[0].pred_instances.keypoints)
        for name, run in runs.items()
    }
    for way in ('deployed', 'onnxruntime'):
        assert torch.allclose(points['here'], points[way], atol=.01)
    # mmpose differs by half a cell at borders, where half of the random peaks
    # are; by chance no keypoint is as near
    near = (points['here'] - points['mmpose']).abs().amax(-1) < .01
    assert near.float().mean() > .25
    held = workloads.memory({k: runs[k] for k in ('mmpose', 'here')})
    picture = 2 * 3 * 128 * 96 * 4
    assert all(picture < n < 2e8 for n in held.values())  # no gradients


def test_counted_operations_equal_a_hand_count():
    counted = count_gflop(build_plugin_mspn, 2)
    with torch.device('meta'):
        network = build_plugin_mspn(2)
    assert counted == pytest.approx(
        2 * count_cost(network).multiply_adds / 1e9)
    assert count_gflop(build_mmpose_mspn, 2) > counted
    small = count_gflop(build_plugin_mspn, 2, (96, 128))
    assert small == pytest.approx(counted / 4, rel=.01)


def test_a_step_of_every_variant_trains(pictures, few_blocks, monkeypatch):
    monkeypatch.setattr(workloads, 'build_mmpose_mspn', partial(
        build_mmpose_mspn, num_blocks=(2, 1, 1, 1)))
    with quick_weights():
        steps = workloads.training(pictures[0])
    assert set(steps) >= {'mmpose', 'here', 'checkpoints'}
    for step in steps.values():
        step.batch = {k: v[:1] for k, v in step.batch.items()}
        before = [p.clone() for p in step.network.parameters()]
        step()
        assert any((a != b).any() for a, b in zip(
            before, step.network.parameters()))


def test_passes_have_their_shares_of_the_peak(pictures, monkeypatch):
    """A convolution's backward pass computes as much for its input and for
    its weights; the first one computes only its weights' gradients."""
    monkeypatch.setattr(workloads, 'build_plugin_mspn', partial(
        build_plugin_mspn, input_size=(64, 64)))
    monkeypatch.setattr(workloads, 'build_dataset', partial(
        workloads.build_dataset, input_size=(64, 64)))
    found = parts.passes(parts.Settings(
        stages=2, variants=(), batches=(), rounds=1, device='cpu',
        folder=pictures[0], small=pictures[0], large=pictures[1]))
    assert list(found) == ['matrix product', 'forward', 'backward']
    gflop = {name: row['gflop_per_second'] * row['seconds']
             for name, row in found.items()}
    assert 1.9 < gflop['backward'] / gflop['forward'] < 2
    assert found['matrix product']['ratio'] == 1
    for row in found.values():
        assert row['ratio'] * gflop['matrix product'] == pytest.approx(
            row['gflop_per_second'] * found['matrix product']['seconds'])


def test_a_sweep_has_one_row_per_value(pictures, monkeypatch, tmp_path):
    monkeypatch.setattr(sweeps, 'SIZES', ((32, 64), (64, 64)))
    monkeypatch.setattr(sweeps, 'PEOPLE', (1, 3))
    options = dict(rounds=1, device='cpu')
    rows = sweeps.by_input_size(pictures[0], **options)
    assert [row['of'] for row in rows] == [(32, 64), (64, 64)]
    rows = sweeps.by_people(pictures[0], **options)
    assert [row['of'] for row in rows] == [1, 3]
    assert all({'mmpose', 'deployed'} < set(row) for row in rows)


@pytest.mark.skipif(not Path('/proc/self/smaps_rollup').exists(),
                    reason='only Linux reports shared pages')
def test_workers_share_the_annotations(pictures, monkeypatch):
    """The memory of a worker does not depend on the number of people."""
    monkeypatch.setattr(workers, 'WORKERS', (1, 3))
    monkeypatch.setattr(workers, 'REPEATS', 500)
    few, many = workers.by_workers(pictures[0]).values()
    adds = [(run['3 workers'] - run['1 workers']) / 2 for run in (few, many)]
    data = workloads.build_dataset(pictures[0]).data_bytes.nbytes * 500
    assert data > 10e6
    assert adds[1] - adds[0] < data * 2 / 3


def test_every_part_has_a_function():
    assert all(callable(getattr(parts, name)) for name in PARTS)


def test_the_tool_writes_figures_and_a_picture(tmp_path, capsys):
    benchmark.main([
        '--parts', 'inference', 'decoding', '--ways', 'deployed',
        '--stages', '1', '--batches', '1', '--rounds', '1', '--json',
        str(tmp_path / 'x.json'), '--plot', str(tmp_path / 'x.png')])
    found = json.loads((tmp_path / 'x.json').read_text())
    assert list(found) == ['machine', 'inference', 'decoding']
    assert found['machine']['torch'] == torch.__version__
    assert found['machine']['float32_gflops'] > 1
    assert set(found['inference']['1']) == {
        'mmpose', 'deployed', 'matrix product'}
    assert all(f['gflop_per_second'] > 0
               for f in found['inference']['1'].values())
    assert (tmp_path / 'x.png').stat().st_size > 5000
    said = capsys.readouterr().out
    assert 'deployed' in said and 'GFLOP/s' in said
