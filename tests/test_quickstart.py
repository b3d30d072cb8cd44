"""The shipped weights are complete and generalise to unseen people."""

from pathlib import Path

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.dataset import pseudo_collate
from mmengine.runner import CheckpointLoader
from mmpose.registry import DATASETS, MODELS

from mspn_plugin.converters.files import publish

CONFIG = Path(__file__).parent.parent / 'configs/mspn/quickstart.py'


@pytest.fixture(scope='module')
def config():
    return Config.fromfile(CONFIG)


def test_the_weights_are_complete_and_small(config):
    state = CheckpointLoader.load_checkpoint(
        config.load_from, map_location='cpu')['state_dict']
    MODELS.build(config.model).load_state_dict(state, strict=True)
    assert Path(config.load_from).stat().st_size < 8e6


def test_the_weights_find_people_of_another_seed(config, tmp_path):
    """Seven keypoints of ten within a tenth of the person's box."""
    model = MODELS.build(config.model).eval()
    model.load_state_dict(
        CheckpointLoader.load_checkpoint(
            config.load_from, map_location='cpu')['state_dict'])
    people = DATASETS.build(
        dict(
            config.val_dataloader.dataset,
            num_images=8,
            seed=77,
            data_root=str(tmp_path)))
    found = model.test_step(
        pseudo_collate([people[i] for i in range(len(people))]))
    near = []
    for person in found:
        truth = person.gt_instances
        x0, y0, x1, y1 = truth.bboxes[0]
        distance = np.linalg.norm(
            person.pred_instances.keypoints - truth.keypoints, axis=-1)
        visible = truth.keypoints_visible > 0
        near.extend((distance < .1 * max(x1 - x0, y1 - y0))[visible])
    assert len(near) > 100
    assert np.mean(near) > .7


def test_publish_keeps_only_weights(tmp_path):
    source, target = tmp_path / 'in.pth', tmp_path / 'out.pth'
    weights = dict(
        kernel=torch.randn(4, 3, 3, 3), norm=torch.rand(4) * 1e-6,
        count=torch.tensor(7))
    torch.save(
        dict(
            meta=dict(epoch=3, cfg='x' * 1000, dataset_meta=dict(name='a')),
            state_dict=weights,
            optimizer=dict(state={})), source)
    digest = publish(str(source), str(target))
    assert len(digest) == 64
    found = torch.load(target, weights_only=True)
    assert found['meta'] == dict(epoch=3, dataset_meta=dict(name='a'))
    assert 'optimizer' not in found
    state = found['state_dict']
    assert state['kernel'].dtype == torch.float16
    assert torch.allclose(
        state['kernel'].float(), weights['kernel'], rtol=1e-3)
    assert torch.equal(state['norm'], weights['norm'])
    assert state['count'] == 7
