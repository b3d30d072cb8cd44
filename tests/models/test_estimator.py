import numpy as np
import pytest
import torch
from mmengine.logging import MessageHub

from mspn_plugin.engine.peak_memory import PeakMemory
from tests.conftest import build, samples, tiny_config

SIZE = torch.tensor([64, 96])


def batch(size=2, keypoints=17):
    return torch.rand(size, keypoints, 2) * SIZE, torch.ones(size, keypoints)


def total(losses: dict) -> torch.Tensor:
    return sum(value for key, value in losses.items() if 'loss' in key)


@pytest.mark.parametrize('num_stages', (1, 3))
def test_every_parameter_gets_a_gradient(num_stages):
    model = build(tiny_config(num_stages)).train()
    losses = model.loss(torch.randn(2, 3, 96, 64), samples(*batch()))
    assert set(losses) == {'acc_pose'} | {
        f'loss_s{s}_r{r}'
        for s in range(1, num_stages + 1) for r in (4, 8, 16, 32)
    }
    total(losses).backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        assert torch.isfinite(parameter.grad).all(), name
        assert parameter.grad.abs().sum() > 0, name


@pytest.mark.parametrize('weights', (
    torch.zeros(2, 17),  # no visible keypoint
    torch.eye(2, 17),  # fewer visible than OHKM's eight
))
def test_few_visible_keypoints(weights):
    model = build(tiny_config()).train()
    loss = total(
        model.loss(torch.randn(2, 3, 96, 64), samples(batch()[0], weights)))
    assert torch.isfinite(loss)
    assert (loss == 0) == (weights.sum() == 0)
    loss.backward()
    assert all(
        torch.isfinite(p.grad).all() for p in model.parameters()
        if p.grad is not None)


def test_fewer_keypoints_than_topk():
    model = build(tiny_config(out_channels=3)).train()
    loss = total(
        model.loss(torch.randn(2, 3, 96, 64), samples(*batch(keypoints=3))))
    assert torch.isfinite(loss) and loss > 0


def test_batch_of_one_trains_and_predicts():
    model = build(tiny_config()).train()
    picture, data = torch.randn(1, 3, 96, 64), samples(*batch(1))
    assert torch.isfinite(total(model.loss(picture, data)))
    model.eval()
    found = model.predict(picture, data)[0].pred_instances
    assert found.keypoints.shape == (1, 17, 2)
    assert np.isfinite(found.keypoints).all()


def test_inputs_not_divisible_by_32():
    config = tiny_config()
    config['head']['decoder'].update(
        input_size=(75, 101), heatmap_size=(19, 26))
    model = build(config).train()
    losses = model.loss(torch.randn(2, 3, 101, 75), samples(*batch()))
    assert torch.isfinite(total(losses))
    assert model.eval()(torch.randn(1, 3, 101, 75), None).shape == (1, 17, 26,
                                                                    19)


def test_bfloat16_autocast_trains_without_nan():
    model = build(tiny_config()).train()
    with torch.autocast('cpu', torch.bfloat16):
        losses = model.loss(torch.randn(2, 3, 96, 64), samples(*batch()))
    assert total(losses).dtype == torch.float32
    total(losses).backward()
    assert all(torch.isfinite(p.grad).all() for p in model.parameters())


def test_checkpoints_save_memory_and_change_no_gradient():
    """Stock ResNet's ``with_cp``, of the backbone and of every encoder."""
    pictures, data = torch.randn(4, 3, 96, 64), samples(*batch(4))
    held, gradients = [], []
    for with_cp in (False, True):
        config = tiny_config(3)
        config['backbone']['with_cp'] = with_cp
        config['neck']['encoder'] = dict(config['neck']['encoder'],
                                         with_cp=with_cp)
        torch.manual_seed(0)
        model = build(config).train()
        with PeakMemory() as peak:
            total(model.loss(pictures, data)).backward()
        held.append(peak.bytes)
        gradients.append([p.grad for p in model.parameters()])
    assert held[1] < .85 * held[0]
    for a, b in zip(*gradients):
        torch.testing.assert_close(a, b, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize('every, due', (
    (True, '1111'), (False, '0000'), (1, '1111'), (2, '0101'), (3, '0010')))
def test_the_accuracy_is_computed_every_n_iterations(every, due):
    """In every N-th iteration, which includes those that are logged."""
    model = build(tiny_config(1)).train()
    model.train_cfg = dict(compute_acc=every)
    found = ''
    for iteration in range(4):
        MessageHub.get_current_instance().update_info('iter', iteration)
        losses = model.loss(torch.randn(1, 3, 96, 64), samples(*batch(1)))
        found += str(int('acc_pose' in losses))
    MessageHub.get_current_instance().pop_info('iter')
    assert found == due


def test_training_learns_one_batch():
    """The loss of a fixed batch falls to a fifth in 150 steps."""
    config = tiny_config(predictor=dict(gain=.05))
    config['head']['decoder'].update(peak=1.)
    model = build(config).train()
    model.init_weights()
    picture, data = torch.randn(2, 3, 96, 64), samples(*batch())
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    losses = []
    for _ in range(150):
        loss = total(model.loss(picture, data))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < .2 * losses[0]


def test_flip_test_averages_the_mirrored_heatmaps():
    model = build(tiny_config()).eval()
    picture, data = torch.randn(1, 3, 96, 64), samples(*batch(1))
    swap = [0, 2, 1, *range(3, 17)]
    data[0].set_metainfo(dict(flip_indices=swap))
    model.test_cfg = dict(
        flip_test=True,
        flip_mode='heatmap',
        shift_heatmap=False,
        output_heatmaps=True)
    with torch.no_grad():
        got = model.predict(picture, data)[0].pred_fields.heatmaps
        mirrored = model(picture.flip(-1), None)[0].flip(-1)[swap]
        want = (model(picture, None)[0] + mirrored) / 2
    assert torch.allclose(got, want, atol=1e-5)


def test_the_probe_does_not_change_the_network():
    model = build(tiny_config())
    assert model.training and all(m.training for m in model.modules())
    assert model.backbone.bn1.num_batches_tracked == 0


def changed(part: str, **change) -> dict:
    config = tiny_config()
    config[part].update(change)
    return config


@pytest.mark.parametrize('config, message', (
    (changed('head', num_stages=3), 'stages.*neck makes 2.*head reads 3'),
    (changed('head', in_channels=16), r'channels.*\(12, 12, 12.*\(16, 16'),
    (changed('head', strides=(4, 16)), r'\(4, 8\).*reads \(4, 16\)'),
    (changed('head', strides=(4, 8, 16, 32, 64)), 'at least 6 kernels'),
    (changed('head', strides=((4, 8), ) * 3), '3 rows.*num_stages=2'),
    (changed('head', in_channels=(12, 12)), r'in_channels=\(12, 12\)'),
    (changed('backbone', out_indices=(0, 1, 2)), r'\(8, 16, 32\).*neck takes'),
    (changed('backbone', base_channels=16), r'\(16, 32.*\(8, 16'),
    (changed(
        'head',
        decoder=dict(
            type='MultiStageHeatmap',
            input_size=(64, 96),
            heatmap_size=(32, 48))), 'has stride 4.*its codec 2'),
    (changed(
        'head',
        predictor=dict(type='DUCPredictor'),
        decoder=dict(
            type='MultiStageHeatmap',
            input_size=(64, 96),
            heatmap_size=(8, 12))), 'DUCPredictor.*not 0.5 times'),
    (changed('head', decoder=None), 'needs a codec'),
    (changed(
        'head', loss=dict(
            type='HeatmapSupervision', schedule=((5, ) * 4, ))),
     r'table.*\(4, 4\) predictions'),
))
def test_parts_that_do_not_fit_raise_and_name_both_sides(config, message):
    with pytest.raises(ValueError, match=message):
        build(config)


def test_a_loss_without_a_type_is_the_default_supervision():
    head = build(tiny_config(loss=dict(schedule='constant', topk=None))).head
    assert head.loss_module.kernel_sizes([4, 4]) == ((5, ) * 4, ) * 2
    assert head.loss_module.topk is None


def test_pictures_of_another_size_raise():
    with pytest.raises(ValueError, match=r'\(96, 64\).*\(64, 96\)'):
        build(tiny_config()).extract_feat(torch.randn(1, 3, 64, 96))


def test_the_head_checks_the_number_of_stages():
    model = build(tiny_config())
    stages = model.extract_feat(torch.randn(1, 3, 96, 64))
    with pytest.raises(ValueError, match='num_stages=2.*returned 1'):
        model.head(stages[:1])
    with pytest.raises(ValueError, match=r'\(4, 8, 16, 32\).*returned 3 maps'):
        model.head(tuple(maps[:3] for maps in stages))
    with pytest.raises(ValueError, match=r'Stage 1.*\(12, 12, 12, 12\), .* '
                       r'returned \(6, 12, 12, 12\)'):
        model.head(((stages[0][0][:, :6], *stages[0][1:]), stages[1]))


def test_a_traced_size_is_a_number():
    """As mmpose's get_flops.py calls the network."""
    network = build(tiny_config()).eval()
    with pytest.raises(ValueError, match=r'\(96, 64\).*\(64, 96\)'):
        torch.jit.trace(lambda x: network.extract_feat(x),
                        torch.randn(1, 3, 64, 96))
