"""Networks that projects/comparison trains on the same batches."""

import json

import torch
from mmengine.structures import InstanceData
from mmpose.structures import PoseDataSample

from mspn_plugin.comparison.budget import Budget, apply_budget
from mspn_plugin.engine.config import load_config
from tests.conftest import ROOT
from tests.test_projects import program

FOLDER = ROOT / 'projects/comparison'


def test_a_network_learns_beside_others_what_it_learns_alone():
    """Weights after two iterations; the rate follows the budget."""
    side = program('comparison', 'side_by_side')
    configs = [apply_budget(load_config(FOLDER / f'configs/{name}.py'),
                            Budget(48, 0, 'lsp'))
               for name in ('papers/hourglass-1', 'mspn-1')]
    points = 64 * torch.rand(16, 1, 14, 2)
    batch = dict(
        inputs=list(torch.randint(0, 256, (16, 3, 96, 64), dtype=torch.uint8)),
        data_samples=[PoseDataSample(
            metainfo=dict(input_size=(64, 96)),
            gt_instance_labels=InstanceData(
                keypoint_labels=p, keypoint_weights=torch.ones(1, 14)))
            for p in points])

    def learn(configs):
        trainees = [side.Trainee(config, 3) for config in configs]
        for _ in range(2):
            for trainee in trainees:
                trainee.learn(batch)
        return trainees[-1]

    fresh, alone, beside = (
        side.Trainee(configs[1], 3), learn(configs[1:]), learn(configs))
    others = beside.model.state_dict()
    for name, value in alone.model.state_dict().items():
        assert torch.equal(value, others[name]), name
    assert not torch.equal(fresh.model.backbone.conv1.weight,
                           alone.model.backbone.conv1.weight)
    assert fresh.optimiser.get_lr() != alone.optimiser.get_lr()


def test_the_table_of_the_papers_tables_is_its_results():
    """A row for each network and seed."""
    text = (FOLDER / 'README.md').read_text()
    found = json.loads((FOLDER / 'papers.json').read_text())
    for seed, networks in found['runs'].items():
        for name, result in networks.items():
            cells = ' | '.join((
                *(f'{result[metric]:.2f}'
                  for metric in ('PCK@0.2', 'PCK@0.1', 'PCP')),
                f'{result["parameters"] / 1e6:.2f}',
                f'{result["multiply_adds"] / 1e9:.3f}', seed[5:]))
            assert f'| {name} | {cells} |' in text
