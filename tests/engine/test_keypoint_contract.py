"""Numbers of keypoints of head and data, before the first batch."""

import pytest
import torch
from mmengine.runner import Runner

from mspn_plugin.datasets.rendered_people import render_split
from tests.conftest import build, samples, tiny_config
from tests.engine.small_run import small_run

NAMED = r'not fit \(keypoints\): the head predicts 5 .*{} has 17'


def test_a_batch_of_another_number():
    points = torch.full((2, 17, 2), 20.)
    with pytest.raises(ValueError, match=NAMED.format('the data set')):
        build(tiny_config(1, out_channels=5)).loss(
            torch.zeros(2, 3, 96, 64), samples(points, torch.ones(2, 17)))


def test_a_test_of_another_number():
    network = build(tiny_config(1, out_channels=5)).eval()
    people = samples(torch.zeros(1, 17, 2), torch.ones(1, 17))
    for person in people:
        person.set_metainfo(dict(flip_indices=list(range(17))))
    with pytest.raises(ValueError, match=NAMED.format('the data set')):
        network.predict(torch.zeros(1, 3, 96, 64), people)


def test_data_sets_of_another_number_before_training(tmp_path):
    people = tmp_path / 'people'
    render_split(people, 'train', 6)
    config = small_run(tmp_path / 'run', people, workers=0)
    config.model.head.out_channels = 5
    config.model.head.loss = dict(type='HeatmapSupervision', topk=None)
    with pytest.raises(ValueError, match=NAMED.format('the training set')):
        Runner.from_cfg(config).train()
