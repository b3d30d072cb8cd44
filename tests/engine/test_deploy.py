import sys

import numpy as np
import pytest
import torch
from torch.nn.modules.batchnorm import _BatchNorm

from mspn_plugin.engine import deploy
from tests.conftest import build, samples, tiny_config

FLIP = dict(flip_test=True, flip_mode='heatmap', shift_heatmap=False)


def used(config: dict):
    """A network in evaluation mode whose batch norms have statistics."""
    torch.manual_seed(1)
    model = build(config)
    for m in model.modules():
        if isinstance(m, _BatchNorm):
            torch.nn.init.uniform_(m.running_mean, -.2, .2)
            torch.nn.init.uniform_(m.running_var, .5, 2)
            torch.nn.init.uniform_(m.weight, .5, 1.5)
            torch.nn.init.uniform_(m.bias, -.2, .2)
    return model.eval()


def hourglass() -> dict:
    config = tiny_config(3)
    encoder = dict(type='HourglassEncoder', channels=(8, 8, 8))
    config['backbone'] = dict(
        type='EncoderBackbone',
        stem=dict(type='HourglassStem', out_channels=8),
        encoder=encoder)
    config['neck'].update(
        in_channels=(8, 8, 8),
        encoder=encoder,
        decoder=dict(type='HourglassDecoder'))
    config['head'].update(in_channels=8, strides=(4, 8, 16))
    return config


def convolution_machine() -> dict:
    config = tiny_config(3)
    config['backbone'] = dict(type='PreStage', channels=8)
    config['neck'] = dict(
        type='ConvolutionMachine',
        in_channels=(8, 64),
        out_channels=17,
        num_stages=3,
        squeeze=4,
        expand=4,
        dilated=4,
        gate_ratio=4)
    config['head'].update(
        in_channels=17, strides=(8, ), predictor=dict(type='ResizePredictor'))
    config['head']['decoder'].update(heatmap_size=(8, 12))
    return config


def variants() -> dict:
    fasm = dict(
        type='ExtendedResNet', depth=50, fasm=dict(ratio=4), norm_cfg=None)
    fasm.pop('norm_cfg')
    bottleneck = tiny_config(2)
    bottleneck['backbone'].update(fasm)
    bottleneck['neck'].update(
        in_channels=(32, 64, 128, 256),
        encoder=dict(depth=50, base_channels=8, fasm=dict(ratio=4)),
        aggregation=dict(type='GatedAggregation', gate=dict(ratio=4)))
    fusion = tiny_config(2)
    fusion['neck'] = dict(
        type='FeatureFusion', in_channels=(8, 16, 32, 64), channels=12)
    fusion['head'].update(
        strides=((4, 8, 16), (32, )), predictor=dict(type='DUCPredictor'),
        loss=dict(schedule='constant'))
    baseline = tiny_config(1)
    baseline['backbone'].update(out_indices=(3, ))
    baseline['neck'] = dict(type='BackboneStages', in_channels=(64, ))
    baseline['head'].update(
        in_channels=64,
        strides=(32, ),
        predictor=dict(type='DeconvPredictor', channels=12))
    group = dict(type='GN', num_groups=2)
    grouped = tiny_config(2, norm_cfg=group, out_channels=18)
    grouped['backbone'].update(norm_cfg=group)
    grouped['neck'].update(norm_cfg=group)
    steps = tiny_config(
        2, last_predictor=dict(type='RefinedPredictor'))
    steps['backbone'].update(type='ExtendedResNet', residual_steps=dict())
    steps['neck']['encoder'].update(residual_steps=dict())
    whole = tiny_config(
        2, out_channels=133, loss=dict(
            type='PartSupervision',
            parts=dict(body=dict(keypoints=23), rest=dict(keypoints=110))))
    return dict(
        mspn=tiny_config(2),
        rsn=steps,
        whole_body=whole,
        msffn=tiny_config(
            2,
            type='SummedHead',
            loss=dict(schedule='constant')),
        fasm_gated=bottleneck,
        efafnet=fusion,
        simple_baseline=baseline,
        group_norm=grouped,
        hourglass=hourglass(),
        mscm=convolution_machine())


@pytest.mark.parametrize('name', variants())
@pytest.mark.parametrize('flip', (False, True))
def test_deployed_keypoints_are_equal(name, flip):
    config = variants()[name]
    plain, deployed = used(config), used(dict(config, deploy=dict()))
    deployed.load_state_dict(plain.state_dict())
    keypoints = config['head']['out_channels']
    for model in (plain, deployed):
        model.test_cfg = dict(FLIP, flip_test=flip)
    data = samples(torch.rand(3, keypoints, 2), torch.ones(3, keypoints))
    pictures = torch.randn(3, 3, 96, 64)
    with torch.no_grad():
        want = plain.predict(pictures, data)
        want = [(d.pred_instances.keypoints.copy(),
                 d.pred_instances.keypoint_scores.copy()) for d in want]
        for _ in range(2):  # the first call deploys the network
            got = deployed.predict(pictures, data)
            for (points, scores), d in zip(want, got):
                np.testing.assert_allclose(
                    d.pred_instances.keypoints, points, atol=.01)
                np.testing.assert_allclose(
                    d.pred_instances.keypoint_scores, scores, atol=1e-4)


@pytest.mark.parametrize('threads, parts', ((1, [4, 1]), (2, [2, 2, 1])))
def test_large_batches_are_split(monkeypatch, threads, parts):
    """Into parts of MAX_PIXELS, twice that on one thread."""
    monkeypatch.setattr(torch, 'get_num_threads', lambda: threads)
    monkeypatch.setattr(
        sys.modules[deploy.__module__], 'MAX_PIXELS', 2 * 96 * 64)
    model = used(tiny_config(1))
    pictures, sizes = torch.randn(5, 3, 96, 64), []
    with torch.no_grad():
        want = model.head(model.extract_feat(pictures))
        read = deploy(model)
        model.backbone.register_forward_hook(
            lambda _, inputs, __: sizes.append(len(inputs[0])))
        got = read(pictures)
    assert sizes == parts
    torch.testing.assert_close(got, want, rtol=1e-3, atol=1e-3)


def test_norms_behind_deconvolutions_fold_too():
    model = used(variants()['simple_baseline'])
    assert sum(isinstance(m, _BatchNorm) for m in model.head.modules()) == 3
    deploy(model)
    assert not any(isinstance(m, _BatchNorm) for m in model.modules())


def test_batch_norms_and_unused_predictors_are_removed():
    model = used(tiny_config(3))
    deploy(model)
    assert not any(isinstance(m, _BatchNorm) for m in model.modules())
    kept = {
        name.split('.')[1:3] == ['2', '0']
        for name, _ in model.head.named_parameters()
    }
    assert kept == {True}


@pytest.mark.parametrize('stages', (1, 2))
def test_stages_equals_a_network_of_fewer_stages(stages):
    """The weights are equal; later stages are neither kept nor computed."""
    model = used(tiny_config(3))
    short = used(tiny_config(stages))
    missing = short.load_state_dict(model.state_dict(), strict=False)
    assert not missing.missing_keys
    pictures = torch.randn(2, 3, 96, 64)
    with torch.no_grad():
        want = short(pictures, None)
        got = deploy(model, stages=stages)(pictures)
    assert torch.allclose(got, want, atol=1e-4)
    assert len(model.neck.encoders) == stages - 1


def test_bfloat16_is_near_and_returns_float32():
    model = used(tiny_config(2))
    pictures = torch.randn(2, 3, 96, 64)
    with torch.no_grad():
        want = model(pictures, None)
        got = deploy(model, dtype='bfloat16')(pictures)
    assert next(model.parameters()).dtype == torch.bfloat16
    assert got.dtype == torch.float32
    assert (got - want).abs().mean() < .05 * want.abs().mean()


def test_heatmaps_are_returned_with_output_heatmaps():
    model = used(dict(tiny_config(1), deploy=dict()))
    model.test_cfg = dict(FLIP, output_heatmaps=True)
    data = samples(torch.rand(1, 17, 2), torch.ones(1, 17))
    with torch.no_grad():
        found = model.predict(torch.randn(1, 3, 96, 64), data)
    assert found[0].pred_fields.heatmaps.shape == (17, 24, 16)


def test_a_deployed_network_cannot_be_trained():
    model = build(dict(tiny_config(1), deploy=dict()))
    with pytest.raises(ValueError, match='deploy.*cannot be trained'):
        model.loss(torch.randn(1, 3, 96, 64), [])


@pytest.mark.parametrize('kwargs, message', (
    (dict(dtype='float8'), "'float8'.*bfloat16"),
    (dict(stages=4), '3 stages cannot stop after stage 4'),
    (dict(stages=0), 'cannot stop after stage 0'),
))
def test_invalid_arguments_raise(kwargs, message):
    with pytest.raises(ValueError, match=message):
        deploy(used(tiny_config(3)), **kwargs)


def test_networks_that_need_all_stages_cannot_stop():
    with pytest.raises(ValueError, match='FeatureFusion cannot stop'):
        deploy(used(variants()['efafnet']), stages=1)
