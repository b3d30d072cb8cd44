import numpy as np
import pytest
import torch
from mmpose.codecs import SimCCLabel
from mmpose.models import SimCCHead

from mspn_plugin.engine import deploy
from tests.conftest import build, samples, tiny_config

FLIP = [1, 0, 2, 4, 3, *range(5, 17)]


def network(**head):
    config = tiny_config(2, type='MultiStageSimCCHead', **head)
    config['head']['decoder']['type'] = 'SimCCMultiStageHeatmap'
    return build(config)


def mmposes_head(classifier):
    """mmpose's own head over heatmaps, with the classifier's weights."""
    theirs = SimCCHead(
        17, 17, input_size=(64, 96), in_featuremap_size=(16, 24),
        deconv_out_channels=None, final_layer=None).double()
    for axis in 'xy':
        layer = getattr(theirs, f'mlp_head_{axis}')
        layer.weight.data.copy_(
            getattr(classifier, f'along_{axis}').weight.data)
        layer.bias.data.zero_()
    return theirs


def test_loss_and_gradients_are_mmposes(mmpose_in_float64):
    """SimCCHead, SimCCLabel and KLDiscretLoss in float64, without keypoints
    outside the picture."""
    head = network(classification_weight=.5).head.double()
    codec, theirs = head.decoder, mmposes_head(head.classifier)
    keypoints = (torch.rand(2, 17, 2) * torch.tensor([80., 110.]) - 8).double()
    weights = torch.stack([
        torch.from_numpy(codec.encode(k[None].numpy())['keypoint_weights'][0])
        for k in keypoints])
    assert 17 < weights.sum() < 34
    heatmaps = [codec.peak * torch.rand(2, 17, 24, 16).double()
                for _ in range(2)]
    inputs = [[x.requires_grad_()] for x in heatmaps]
    losses = head.losses(inputs, keypoints, weights)
    assert list(losses) == ['loss_s1_r4', 'loss_s2_r4', 'loss_s2_simcc']
    same = heatmaps[1].detach().clone().requires_grad_()
    encoded = SimCCLabel((64, 96)).encode(keypoints.numpy())
    want = theirs.loss_module(
        theirs([same / codec.peak]),
        [torch.from_numpy(encoded[f'keypoint_{axis}_labels'])
         for axis in 'xy'], weights)
    assert losses['loss_s2_simcc'].item() == pytest.approx(
        .5 * want.item(), rel=1e-9)
    losses['loss_s2_simcc'].backward()
    (.5 * want).backward()
    pairs = [(heatmaps[1], same)] + [
        (getattr(head.classifier, f'along_{axis}').weight,
         getattr(theirs, f'mlp_head_{axis}').weight) for axis in 'xy']
    for got, wanted in pairs:
        torch.testing.assert_close(got.grad, wanted.grad, rtol=1e-9,
                                   atol=1e-12)
    assert heatmaps[0].grad is None  # stage 1 has heatmaps alone


def test_gradients_reach_every_parameter():
    model = network().train()
    stages = model.extract_feat(torch.randn(2, 3, 96, 64))
    losses = model.head.loss(
        stages, samples(24 + 16 * torch.rand(2, 17, 2), torch.ones(2, 17)))
    assert list(losses)[:-1] == model.head.loss_names
    sum(v for k, v in losses.items() if 'loss' in k).backward()
    for name, parameter in model.named_parameters():
        assert torch.isfinite(parameter.grad).all(), name


def test_it_begins_with_what_heatmaps_say():
    """A target's keypoint is found within its cell, before training."""
    head = network().head
    keypoints = torch.rand(4, 17, 2) * torch.tensor([40., 72.]) + 12
    heatmaps = head.decoder.batch_encode(keypoints, 5)
    found, _ = head.decoder.batch_decode(head.classifier(heatmaps))
    assert np.abs(found[:, 0] - keypoints.numpy()).max() <= 2.5  # a bin's
    other, _ = head.decoder.batch_decode(heatmaps)
    assert np.abs(found - other).mean() < 1


def test_mirrored_logits_are_mirrored_back():
    """x bins the other way round, y as they are, left and right swapped."""
    head = network().head
    logits = torch.randn(2, 17, 320)
    back = head.unflip(logits, FLIP, {})
    assert torch.equal(back[:, 0, :128], logits[:, 1, :128].flip(1))
    assert torch.equal(back[:, 0, 128:], logits[:, 1, 128:])
    assert torch.equal(head.unflip(back, FLIP, {}), logits)


@pytest.mark.parametrize('stages', (None, 1))
@pytest.mark.parametrize('flip', (False, True))
def test_deployed_it_finds_the_same_keypoints(flip, stages):
    """And stopped after stage 1, those of its heatmaps."""
    config = tiny_config(2, type='MultiStageSimCCHead')
    config['head']['decoder']['type'] = 'SimCCMultiStageHeatmap'
    test_cfg = dict(flip_test=flip)
    model = build(dict(config, test_cfg=test_cfg)).eval()
    other = build(
        dict(config, test_cfg=test_cfg, deploy=dict(stages=stages))).eval()
    other.load_state_dict(model.state_dict())
    pictures = torch.randn(2, 3, 96, 64)
    batch = samples(torch.zeros(2, 17, 2), torch.ones(2, 17))
    if stages == 1:
        plain = build(dict(tiny_config(1), test_cfg=test_cfg)).eval()
        plain.load_state_dict(model.state_dict(), strict=False)
        model = plain
    with torch.no_grad():
        want = model.predict(pictures, batch)
        want = np.stack([x.pred_instances.keypoints for x in want])
        got = other.predict(pictures, batch)
        got = np.stack([x.pred_instances.keypoints for x in got])
    # a bin at most, where two are all but equal; a heatmap's cell never
    assert np.abs(got - want).max() <= (.51 if stages is None else .01)


def test_nothing_but_the_output_is_kept():
    model = network().eval()
    deploy(model)
    names = {n.split('.')[1] for n, _ in model.head.named_parameters()
             if n.startswith('predictors')}
    assert names == {'1'}
    assert model.head.classifier.along_x.weight.shape == (128, 384)


def test_a_codec_without_bins_raises():
    config = tiny_config(2, type='MultiStageSimCCHead')
    with pytest.raises(ValueError, match='codec SimCCMultiStageHeatmap, got '
                       'MultiStageHeatmap'):
        build(config)
