from types import SimpleNamespace

import pytest
import torch
from mmengine.logging import MessageHub

from mspn_plugin.models.losses import DistilledSupervision, HeatmapSupervision
from tests.conftest import build, samples, tiny_config

NAMES = (('s1_r4', 's1_r8'), ('s2_r4', 's2_r8'))
OPTIONS = dict(kernels=(1, 3, 5), topk=None)


def encode(keypoints, kernel):
    """Two keypoints whose targets are 10 everywhere, whatever the kernel."""
    return torch.full((1, 2, 1, 2), 10.)


def predictions(*finest):
    """``[stage][resolution]``; one number a keypoint at the finest."""
    return tuple((torch.tensor(values).view(1, 2, 1, 1).expand(
        1, 2, 1, 2).clone().requires_grad_(), torch.zeros(1, 2, 1, 2))
                 for values in finest)


def teach(supervision, heatmaps, weights=(1., 1.)):
    losses = supervision(heatmaps, torch.zeros(1, 2, 2),
                         torch.tensor([weights]), encode, NAMES)
    return losses['loss_s1_r4_by_last']


def test_the_last_stage_teaches_as_high_as_the_targets_by_hand():
    """Targets peak at 10. 5 is raised to it; 1 by no more than five times."""
    supervision = DistilledSupervision(last_stage_weight=.5, **OPTIONS)
    found = teach(supervision, predictions([4., 9.], [5., 1.]))
    assert found.item() == .5 * ((4 - 10)**2 + (9 - 5)**2) / 2


def test_a_lesson_keeps_its_shape():
    pupil, last = predictions([0., 0.], [0., 0.])
    with torch.no_grad():
        last[0][0, :, 0] = torch.tensor([5., 2.])  # two cells a keypoint
    found = teach(DistilledSupervision(**OPTIONS), (pupil, last))
    assert found.item() == (10**2 + 4**2) / 2


def test_invisible_keypoints_are_not_taught():
    supervision = DistilledSupervision(**OPTIONS)
    found = teach(supervision, predictions([4., 4.], [7., 8.]), (0., 2.))
    assert found.item() == 6**2 / 2  # 2: seen, weighs no more than 1


@pytest.mark.parametrize('iteration, share', ((0, 0), (10, .25), (40, 1),
                                              (90, 1)))
def test_lessons_gain_weight_over_the_ramp(iteration, share, monkeypatch):
    """Of 100 iterations, the first 40."""
    info = dict(iter=iteration, max_iters=100)
    hub = SimpleNamespace(get_info=lambda key, default=None: info[key])
    monkeypatch.setattr(MessageHub, 'get_current_instance', lambda: hub)
    supervision = DistilledSupervision(ramp=.4, **OPTIONS)
    found = teach(supervision, predictions([4., 4.], [7., 8.]))
    assert found.item() == share * 6**2


def test_gradients_reach_the_pupil_alone():
    heatmaps = predictions([4., 4.], [7., 8.])
    losses = DistilledSupervision(**OPTIONS)(
        heatmaps, torch.zeros(1, 2, 2), torch.ones(1, 2), encode, NAMES)
    losses['loss_s1_r4_by_last'].backward()
    assert heatmaps[0][0].grad.sum() == -12  # (4 - 10) a keypoint, twice
    assert heatmaps[1][0].grad is None


def test_the_other_losses_are_untouched():
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


def lessons(model, pictures):
    head = model.head
    head.loss_module.observe(model._to_rgb(pictures), head.decoder)
    return head.loss_module._lesson


def test_a_teacher_of_heatmaps_hands_on_its_own():
    """Same size, mean and deviation: to the bit of its own prediction."""
    teacher = tiny_config(3)
    teacher['data_preprocessor'].update(mean=[128.] * 3, std=[64.] * 3)
    model = student(config=teacher)
    network = model.head.loss_module.teacher.network
    pictures = torch.randn(2, 3, 96, 64)
    with torch.no_grad():
        want = network.head(network.extract_feat(pictures))
    assert torch.allclose(lessons(model, pictures), want, atol=1e-4)


def test_colours_normalisation_and_unit_are_translated():
    """A teacher of blue first, other deviations, half the peak."""
    teacher = tiny_config(1)
    teacher['data_preprocessor'].update(
        mean=[1., 2., 3.], std=[4., 5., 6.], bgr_to_rgb=True)
    teacher['head']['decoder'].update(peak=127.5)
    model = student(config=teacher)
    network = model.head.loss_module.teacher.network
    pictures = torch.randn(1, 3, 96, 64)  # the pupil takes them blue first
    rgb = (pictures * 64 + 128).flip(1)
    shown = (rgb - network.data_preprocessor.mean) / \
        network.data_preprocessor.std
    with torch.no_grad():
        want = 2 * network.head(network.extract_feat(shown))
    assert torch.allclose(
        lessons(model, pictures), want, atol=1e-5 * want.abs().max())


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
def test_a_teacher_without_heatmaps_teaches_its_keypoints(teacher):
    """The peak of each lesson is the keypoint, in the pupil's half size."""
    model = student(config=teacher, kernel_size=5)
    network = model.head.loss_module.teacher.network
    pictures = torch.nn.functional.interpolate(
        torch.randn(2, 3, 12, 8), (96, 64))
    found = lessons(model, pictures)
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


def test_a_teacher_is_no_part_of_the_pupil():
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


def test_nobody_to_learn_from_raises():
    with pytest.raises(ValueError, match='needs a teacher'):
        DistilledSupervision(last_stage_weight=0.)


def test_a_teacher_of_other_keypoints_raises():
    model = student(config=tiny_config(1, out_channels=14))
    with pytest.raises(ValueError, match='teacher has 14.*pupil 17'):
        model.loss(
            torch.randn(2, 3, 96, 64),
            samples(60 * torch.rand(2, 17, 2), torch.ones(2, 17)))


def test_the_stock_estimator_shows_no_pictures():
    config = tiny_config(2)
    config['type'] = 'TopdownPoseEstimator'
    config['head'].update(
        loss=dict(
            type='DistilledSupervision', teacher=dict(config=tiny_config(1))))
    with pytest.raises(RuntimeError, match='needs a MultiStagePoseEst'):
        build(config).loss(
            torch.randn(2, 3, 96, 64),
            samples(60 * torch.rand(2, 17, 2), torch.ones(2, 17)))
