"""Predictions do not depend on batch, order, mirroring and position."""

import copy

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.dataset import pseudo_collate
from mmengine.registry import init_default_scope
from mmengine.runner import load_checkpoint
from mmpose.registry import DATASETS, KEYPOINT_CODECS, MODELS

from mspn_plugin.converters import to_mmpose, to_plugin
from mspn_plugin.converters.reference_networks import build_plugin_mspn
from mspn_plugin.datasets.rendered_people import render_split
from tests.conftest import ROOT, build, tiny_config

CONFIG = ROOT / 'configs/mspn/quickstart.py'


@pytest.fixture(scope='module')
def trained():
    """The shipped network, and the metadata of its flip test."""
    init_default_scope('mmpose')
    config = Config.fromfile(CONFIG)
    model = MODELS.build(config.model).eval()
    load_checkpoint(model, config.load_from, map_location='cpu')
    return model


@pytest.fixture(scope='module')
def samples(tmp_path_factory):
    init_default_scope('mmpose')
    root = tmp_path_factory.mktemp('people')
    render_split(root, 'val', 3)
    config = Config.fromfile(CONFIG)
    people = DATASETS.build(
        dict(config.test_dataloader.dataset, num_images=3,
             data_root=str(root)))
    return [people[i] for i in range(len(people))]


def keypoints(model, samples, flip: bool = False) -> np.ndarray:
    """(people, K, 2), in pixels of the pictures."""
    model.test_cfg.flip_test = flip
    found = model.test_step(pseudo_collate(copy.deepcopy(samples)))
    return np.stack([x.pred_instances.keypoints[0] for x in found])


def test_predictions_do_not_depend_on_the_batch(trained, samples):
    together = keypoints(trained, samples)
    alone = [keypoints(trained, [sample])[0] for sample in samples]
    np.testing.assert_allclose(together, alone, atol=1e-2)


def test_predictions_do_not_depend_on_the_order(trained, samples):
    order = np.random.default_rng(0).permutation(len(samples))
    np.testing.assert_allclose(
        keypoints(trained, samples)[order],
        keypoints(trained, [samples[i] for i in order]), atol=1e-2)


def test_a_mirrored_picture_has_mirrored_keypoints(trained, samples):
    """Exactly, because the flip test averages over the same two pictures."""
    width = 144
    mirrored = copy.deepcopy(samples)
    for sample in mirrored:
        sample['inputs'] = sample['inputs'].flip(-1)
    straight, flipped = (heatmap_keypoints(trained, s)
                         for s in (samples, mirrored))
    swap = samples[0]['data_samples'].metainfo['flip_indices']
    back = flipped[:, swap]
    back[..., 0] = width - back[..., 0]
    np.testing.assert_allclose(back, straight, atol=.02)


def heatmap_keypoints(model, samples) -> np.ndarray:
    """(people, K, 2), in pixels of the network's input.

    Decoded as in MSPN: UDP's Taylor expansion is not symmetric, because it
    uses two of the four diagonal neighbours.
    """
    codec = KEYPOINT_CODECS.build(
        dict(type='MultiStageHeatmap', input_size=(144, 192),
             heatmap_size=(36, 48), peak=1.))
    model.test_cfg.flip_test = True
    model.test_cfg.output_heatmaps = True
    found = model.test_step(pseudo_collate(copy.deepcopy(samples)))
    heatmaps = torch.stack([
        torch.as_tensor(x.pred_fields.heatmaps) for x in found])
    return codec.batch_decode(heatmaps)[0][:, 0]


def test_a_shifted_crop_shifts_the_keypoints(trained, samples):
    """A shift by the coarsest stride; differences remain because of zero
    padding and the parts that leave the crop."""
    shift = 32
    moved = copy.deepcopy(samples)
    for sample in moved:
        sample['inputs'] = torch.roll(sample['inputs'], shift, dims=1)
        sample['inputs'][:, :shift] = 0
    straight, shifted = (heatmap_keypoints(trained, s)
                         for s in (samples, moved))
    inside = straight[..., 1] < 192 - shift - 24
    distance = np.linalg.norm(
        shifted - straight - np.array([0, shift]), axis=-1)[inside]
    assert np.median(distance) < 4  # a cell of the heatmap, in pixels


def test_a_shifted_heatmap_shifts_keypoints_exactly():
    """A heatmap of one cell, without the effect of padding."""
    codec = build_codec()
    heatmaps = torch.zeros(2, 1, 24, 16)
    heatmaps[0, 0, 9, 5] = heatmaps[1, 0, 13, 8] = 255
    first, second = codec.batch_decode(heatmaps)[0][:, 0, 0]
    np.testing.assert_allclose(second - first, [3 * 4, 4 * 4])


def build_codec():
    return KEYPOINT_CODECS.build(tiny_config()['head']['decoder'])


def test_conversion_reverses_the_levels_twice():
    """mmpose's lists begin with the coarsest; two conversions cancel."""
    state = {
        k: torch.randn_like(v) if v.is_floating_point() else v
        for k, v in build_plugin_mspn(2).state_dict().items()
    }
    back = to_plugin(to_mmpose(state), state)
    assert back.keys() == state.keys()
    assert all(torch.equal(back[key], state[key]) for key in state)


def test_equal_seeds_give_equal_trainings():
    def trained() -> dict:
        torch.manual_seed(7)
        model = build(tiny_config()).train()
        model.init_weights()
        optimiser = torch.optim.Adam(model.parameters(), 1e-3)
        for _ in range(3):
            heatmaps = model.head(model.extract_feat(
                torch.randn(2, 3, 96, 64)))
            loss = sum(x.square().mean() for s in heatmaps for x in s)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        return model.state_dict()

    one, two = trained(), trained()
    assert all(torch.equal(one[key], two[key]) for key in one)
