import pytest
import torch

from mspn_plugin.models.losses import DistilledSupervision, HeatmapSupervision
from tests.conftest import build, samples, tiny_config

NAMES = (('s1_r4', 's1_r8'), ('s2_r4', 's2_r8'))
OPTIONS = dict(kernels=(1, 3, 5), topk=None)


def encode(keypoints, kernel):
    """Targets of two keypoints that are 10 everywhere."""
    return torch.full((1, 2, 1, 2), 10.)


def predictions(*finest):
    """``[stage][resolution]``; constant heatmaps at the finest."""
    return tuple((torch.tensor(values).view(1, 2, 1, 1).expand(
        1, 2, 1, 2).clone().requires_grad_(), torch.zeros(1, 2, 1, 2))
                 for values in finest)


def test_the_last_stage_teaches_if_it_is_nearer_by_hand():
    """Keypoint 1: 4 learns from 7. Keypoint 2: 9 does not from 5."""
    supervision = DistilledSupervision(last_stage_weight=.5, **OPTIONS)
    heatmaps = predictions([4., 9.], [7., 5.])
    losses = supervision(heatmaps, torch.zeros(1, 2, 2), torch.ones(1, 2),
                         encode, NAMES)
    assert losses['loss_s1_r4_by_last'].item() == .5 * (3**2 + 0) / 2
    everywhere = DistilledSupervision(
        last_stage_weight=.5, only_where_better=False, **OPTIONS)
    losses = everywhere(heatmaps, torch.zeros(1, 2, 2), torch.ones(1, 2),
                        encode, NAMES)
    assert losses['loss_s1_r4_by_last'].item() == .5 * (3**2 + 4**2) / 2


def test_invisible_keypoints_have_no_distillation_loss():
    losses = DistilledSupervision(**OPTIONS)(
        predictions([4., 4.], [7., 8.]), torch.zeros(1, 2, 2),
        torch.tensor([[0., 2.]]), encode, NAMES)  # 2: seen
    assert losses['loss_s1_r4_by_last'].item() == 4**2 / 2


def test_gradients_reach_the_student_only():
    heatmaps = predictions([4., 4.], [7., 8.])
    losses = DistilledSupervision(**OPTIONS)(
        heatmaps, torch.zeros(1, 2, 2), torch.ones(1, 2), encode, NAMES)
    losses['loss_s1_r4_by_last'].backward()
    assert heatmaps[0][0].grad.sum() == -(3 + 4)  # each 2 (p - t) / 2, / 2
    assert heatmaps[1][0].grad is None


def test_the_other_losses_are_unchanged():
    heatmaps = predictions([4., 9.], [7., 5.])
    args = (heatmaps, torch.zeros(1, 2, 2), torch.ones(1, 2), encode, NAMES)
    supervision = DistilledSupervision(**OPTIONS)
    got, want = supervision(*args), HeatmapSupervision(**OPTIONS)(*args)
    assert list(got) == supervision.loss_names(NAMES)
    for name, value in want.items():
        assert torch.equal(got[name], value)


def student(**teacher):
    config = tiny_config(
        2,
        loss=dict(
            type='DistilledSupervision', last_stage_weight=0.,
            teacher=teacher))
    return build(config).train()


def soft_targets(model, pictures):
    head = model.head
    head.loss_module.observe(model._to_rgb(pictures), head.decoder)
    return head.loss_module._teacher_heatmaps


def test_heatmaps_of_a_teacher_are_returned():
    """With equal size, mean and deviation they equal its own prediction."""
    teacher = tiny_config(3)
    teacher['data_preprocessor'].update(mean=[128.] * 3, std=[64.] * 3)
    model = student(config=teacher)
    network = model.head.loss_module.teacher.network
    pictures = torch.randn(2, 3, 96, 64)
    with torch.no_grad():
        want = network.head(network.extract_feat(pictures))
    assert torch.allclose(soft_targets(model, pictures), want, atol=1e-4)


def test_colours_normalisation_and_unit_are_converted():
    """The teacher takes BGR and has other deviations and half the peak."""
    teacher = tiny_config(1)
    teacher['data_preprocessor'].update(
        mean=[1., 2., 3.], std=[4., 5., 6.], bgr_to_rgb=True)
    teacher['head']['decoder'].update(peak=127.5)
    model = student(config=teacher)
    network = model.head.loss_module.teacher.network
    pictures = torch.randn(1, 3, 96, 64)  # the student takes BGR
    rgb = (pictures * 64 + 128).flip(1)
    shown = (rgb - network.data_preprocessor.mean) / \
        network.data_preprocessor.std
    with torch.no_grad():
        want = 2 * network.head(network.extract_feat(shown))
    assert torch.allclose(
        soft_targets(model, pictures), want, atol=1e-5 * want.abs().max())


REGRESSION = dict(
    type='TopdownPoseEstimator',
    data_preprocessor=dict(
        type='PoseDataPreprocessor', mean=[128.] * 3, std=[64.] * 3),
    backbone=dict(type='ResNet', depth=18, base_channels=8, stem_channels=8),
    neck=dict(type='GlobalAveragePooling'),
    head=dict(
        type='RegressionHead',
        in_channels=64,
        num_joints=17,
        decoder=dict(type='RegressionLabel', input_size=(128, 192))))
SIMCC = dict(
    REGRESSION,
    neck=None,
    head=dict(
        type='SimCCHead',
        in_channels=64,
        out_channels=17,
        input_size=(128, 192),
        in_featuremap_size=(4, 6),
        deconv_out_channels=None,
        decoder=dict(type='SimCCLabel', input_size=(128, 192))))


@pytest.mark.parametrize('teacher', (REGRESSION, SIMCC), ids=('xy', 'simcc'))
def test_a_teacher_without_heatmaps_gives_gaussians(teacher):
    """The peak of each heatmap is the keypoint, at half the size."""
    model = student(config=teacher, kernel_size=5)
    network = model.head.loss_module.teacher.network
    pictures = torch.nn.functional.interpolate(
        torch.randn(2, 3, 12, 8), (96, 64))
    found = soft_targets(model, pictures)
    shown = torch.nn.functional.interpolate(
        pictures, (192, 128), mode='bilinear', align_corners=False)
    with torch.no_grad():
        answers = network.head.predict(
            network.extract_feat(shown), [None, None], test_cfg={})
    assert found.shape == (2, 17, 24, 16)
    for maps, answer in zip(found, answers):
        cells = (torch.as_tensor(answer.keypoints[0]) / 8).long()
        cells = cells.clamp(torch.zeros(2).long(), torch.tensor([15, 23]))
        height = 255 * torch.as_tensor(answer.keypoint_scores[0]).clamp(0, 1)
        for heatmap, (x, y), score in zip(maps, cells, height):
            assert heatmap[y, x].item() == pytest.approx(score.item(), 1e-4)
            if 1 < x < 14 and 1 < y < 22:  # next to a border it is not
                assert heatmap[y, x] == heatmap.max()


def test_a_teacher_is_not_a_submodule_of_the_student():
    taught, alone = student(config=tiny_config(1)), build(tiny_config(2))
    assert taught.state_dict().keys() == alone.state_dict().keys()
    network = taught.head.loss_module.teacher.network
    before = {k: v.clone() for k, v in network.state_dict().items()}
    losses = taught.loss(
        torch.randn(2, 3, 96, 64),
        samples(60 * torch.rand(2, 17, 2), torch.ones(2, 17)))
    sum(v for k, v in losses.items() if 'loss' in k).backward()
    assert {'loss_s1_r4_by_teacher', 'loss_s2_r4_by_teacher'} <= set(losses)
    assert not network.training
    for key, value in network.state_dict().items():
        assert torch.equal(value, before[key]), key


def test_without_a_teacher_it_raises():
    with pytest.raises(ValueError, match='needs a teacher'):
        DistilledSupervision(last_stage_weight=0.)


def test_a_teacher_of_other_keypoints_raises():
    model = student(config=tiny_config(1, out_channels=14))
    with pytest.raises(ValueError, match='teacher has 14.*student 17'):
        model.loss(
            torch.randn(2, 3, 96, 64),
            samples(60 * torch.rand(2, 17, 2), torch.ones(2, 17)))


def test_the_stock_estimator_does_not_call_observe():
    config = tiny_config(2)
    config['type'] = 'TopdownPoseEstimator'
    config['head'].update(
        loss=dict(
            type='DistilledSupervision', teacher=dict(config=tiny_config(1))))
    with pytest.raises(RuntimeError, match='needs a MultiStagePoseEst'):
        build(config).loss(
            torch.randn(2, 3, 96, 64),
            samples(60 * torch.rand(2, 17, 2), torch.ones(2, 17)))
