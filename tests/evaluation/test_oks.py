import numpy as np
import pytest

from mspn_plugin.engine.network import init_network_and_test_set
from mspn_plugin.evaluation.oks import choose_people, oks_of_people
from tests.conftest import ROOT

SCORES = np.array([.5, .1, .9, .3])


@pytest.mark.parametrize('sort, count, chosen', [
    ('worst', 2, [1, 3]),
    ('best', 3, [2, 0, 3]),
    ('even', 2, [0, 3]),
    ('even', 9, [0, 1, 2, 3]),
])
def test_choose_people(sort, count, chosen):
    assert choose_people(SCORES, sort, count) == chosen


class Oracle:
    """Predicts the labels, moved by ``shift`` pixels along x."""

    def __init__(self, shift):
        self.shift = shift

    def test_step(self, batch):
        sample = batch['data_samples'][0]
        labels = sample.gt_instances.keypoints
        sample.pred_instances = sample.gt_instances.clone()
        sample.pred_instances.keypoints = labels + [self.shift, 0]
        return [sample]


def test_oks_of_people(tmp_path):
    """1 for perfect keypoints; the formula of OKS for moved ones."""
    _, dataset = init_network_and_test_set(
        ROOT / 'configs/mspn/quickstart.py', None, options={
            'test_dataloader.dataset.num_images': 2,
            'test_dataloader.dataset.data_root': str(tmp_path)
        })
    np.testing.assert_allclose(oks_of_people(Oracle(0), dataset, 2), 1)
    shift, info = 6., dataset.get_data_info(0)
    visible = info['keypoints_visible'][0] > 0
    variances = (2 * dataset.metainfo['sigmas'])**2
    expected = np.exp(-shift**2 / (2 * variances * info['area']))
    found = oks_of_people(Oracle(shift), dataset, 1)
    np.testing.assert_allclose(found, expected[visible].mean(), rtol=1e-4)
