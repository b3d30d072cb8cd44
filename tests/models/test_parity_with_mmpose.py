"""Outputs, loss and gradients equal those of mmpose's MSPN and RSN."""

from functools import partial
from types import SimpleNamespace

import mmpose.codecs.megvii_heatmap as megvii_heatmap
import numpy as np
import pytest
import torch
from mmengine.structures import InstanceData
from mmpose.registry import KEYPOINT_CODECS
from mmpose.structures import MultilevelPixelData, PoseDataSample

from mspn_plugin.converters import to_plugin
from mspn_plugin.converters.key_names import key_mapping, mmpose_key
from mspn_plugin.converters.reference_networks import (
    build_mmpose_mspn,
    build_plugin_mspn,
    mmpose_codecs,
)
from tests.conftest import quick_weights, samples

PEER_LEVELS = {0: 3, 1: 2, 2: 1, 3: 0}  # resolution -> unit, coarsest first


def pair(num_stages: int, network: str = 'MSPN', use_prm: bool = False,
         input_size=(192, 256)):
    """mmpose's network and ours, with equal random weights."""
    with quick_weights():
        theirs = build_mmpose_mspn(
            num_stages, input_size, network=network, use_prm=use_prm)
        mine = build_plugin_mspn(
            num_stages, residual_steps=network == 'RSN', use_prm=use_prm,
            input_size=input_size)
    for name, module in theirs.named_modules():
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.normal_(module.bias, 0, 0.1)
            if network == 'RSN':  # rounding grows with its 300 layers
                module.weight.data /= 10 if 'conv_bn3' in name else 2
    mine.load_state_dict(
        to_plugin(theirs.state_dict(), mine.state_dict()), strict=True)
    return theirs, mine


#: RSN with the pose refine machine after every predictor: mmpose cannot put
#: it after the last one only.
NETWORKS = (('MSPN', False), ('RSN', False), ('RSN', True))


@pytest.mark.parametrize('network, use_prm', NETWORKS)
@pytest.mark.parametrize('num_stages', (1, 2, 4))
def test_outputs_agree_to_1e5_of_their_scale(num_stages, network, use_prm):
    theirs, mine = (
        model.eval() for model in pair(num_stages, network, use_prm))
    picture = torch.randn(1, 3, 256, 192)
    with torch.no_grad():
        want = theirs.head(theirs.extract_feat(picture))
        stages = mine.extract_feat(picture)
        got = mine.head.heatmaps(stages)
        read = mine.head(stages)
    for stage in range(num_stages):
        for resolution, unit in PEER_LEVELS.items():
            a, b = want[4 * stage + unit], got[stage][resolution]
            assert a.std() > 1e-3
            assert (a - b).abs().max() <= 1e-5 * a.abs().max()
    assert torch.equal(read, got[-1][0])


def batch(generator: torch.Generator):
    """Keypoints inside, on the border and outside of 96x128 pictures, some
    invisible."""
    keypoints = torch.rand(2, 17, 2, generator=generator).double()
    keypoints = keypoints * torch.tensor([124, 162]) - 14
    visible = (torch.rand(2, 17, generator=generator) > 0.3).double()
    visible[1] = 0
    visible[1, :3] = 1  # fewer than OHKM's eight
    return keypoints, visible


@pytest.mark.parametrize('network, use_prm', NETWORKS)
def test_loss_and_gradients_agree_to_1e9_in_float64(monkeypatch, network,
                                                    use_prm):
    # mmpose's targets are float32; patch it to make them in float64
    double = SimpleNamespace(**vars(np))
    double.float32 = np.float64
    monkeypatch.setattr(megvii_heatmap, 'np', double)
    theirs, mine = (
        model.double().train()
        for model in pair(2, network, use_prm, (96, 128)))
    keypoints, visible = batch(torch.Generator().manual_seed(1))
    picture = torch.randn(2, 3, 128, 96).double()

    want = theirs.loss(picture, _encoded(keypoints, visible))['loss_kpt']
    codec = mine.head.decoder
    weights = torch.stack([
        torch.from_numpy(
            codec.encode(k[None].numpy(),
                         v[None].numpy())['keypoint_weights'])[0]
        for k, v in zip(keypoints, visible)
    ])
    assert 0 < weights.sum() < visible.sum()  # some fell outside
    losses = mine.loss(picture, samples(keypoints, weights.double()))
    got = sum(value for key, value in losses.items() if 'loss' in key)
    assert sum('loss' in key for key in losses) == 8
    assert abs(want - got) <= 1e-9 * want

    want.backward()
    got.backward()
    names = key_mapping(mine.state_dict(),
                        partial(mmpose_key, network=network.lower()))
    gradients = {
        names[name]: p.grad
        for name, p in theirs.named_parameters()
    }
    scale = max(g.abs().max() for g in gradients.values())
    for name, parameter in mine.named_parameters():
        difference = (parameter.grad - gradients[name]).abs().max()
        assert difference <= 1e-9 * scale, name


def _encoded(keypoints, visible):
    """Data samples of mmpose's multilevel pipeline."""
    encoders = [KEYPOINT_CODECS.build(codec) for codec
                in mmpose_codecs((96, 128), (24, 32))]
    found = []
    for k, v in zip(keypoints.numpy(), visible.numpy()):
        levels = [encoder.encode(k[None], v[None]) for encoder in encoders]
        weights = np.stack([level['keypoint_weights'][0] for level in levels])
        fields = MultilevelPixelData()
        fields.set_field([torch.from_numpy(x['heatmaps']) for x in levels],
                         'heatmaps')
        labels = InstanceData(
            keypoint_weights=torch.from_numpy(weights)[:, None])
        found.append(
            PoseDataSample(gt_fields=fields, gt_instance_labels=labels))
    return found


def test_keypoints_agree_away_from_the_border():
    peer_codec = KEYPOINT_CODECS.build(mmpose_codecs()[-1])
    codec = KEYPOINT_CODECS.build(
        dict(
            type='MultiStageHeatmap',
            input_size=(192, 256),
            heatmap_size=(48, 64)))
    rng = np.random.default_rng(0)
    heatmaps = 40 * rng.standard_normal((4, 17, 64, 48)).astype(np.float32)
    place = np.stack(
        [rng.integers(3, 44, (4, 17)),
         rng.integers(3, 60, (4, 17))], axis=2)
    for index in np.ndindex(4, 17):
        x, y = place[index]
        heatmaps[index][y - 1:y + 2, x - 1:x + 2] += rng.uniform(
            200, 255, (3, 3))
    got, _ = codec.batch_decode(torch.from_numpy(heatmaps))
    want = np.stack([peer_codec.decode(h)[0] for h in heatmaps])
    np.testing.assert_allclose(got, want, atol=1e-3)


def test_the_stock_estimator_takes_the_same_parts():
    with torch.device('meta'):
        mine, stock = build_plugin_mspn(1), build_plugin_mspn(
            1, estimator='TopdownPoseEstimator')
    stock.load_state_dict(mine.state_dict(), strict=True)


@pytest.mark.parametrize(
    'num_stages, millions',
    ((1, 25.11), (2, 56.80), (3, 88.49), (4, 120.18)))
def test_parameter_counts(num_stages, millions):
    with torch.device('meta'):
        model = build_plugin_mspn(num_stages)
    count = sum(p.numel() for p in model.parameters())
    assert round(count / 1e6, 2) == millions
