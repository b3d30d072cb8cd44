import pytest
import torch
import torch.nn.functional as F

from mspn_plugin.codecs import MultiStageHeatmap
from mspn_plugin.models.losses import HeatmapSupervision


@pytest.mark.parametrize('schedule, stages, want', (
    ('coarse_to_fine', 1, ((5, 7, 9, 11), )),
    ('coarse_to_fine', 3, ((7, 9, 11, 15), ) * 2 + ((5, 7, 9, 11), )),
    ('constant', 2, ((5, 5, 5, 5), ) * 2),
    (((7, 7, 7, 7), (5, 5, 5, 5)), 2, ((7, 7, 7, 7), (5, 5, 5, 5))),
))
def test_schedules(schedule, stages, want):
    assert HeatmapSupervision(schedule).kernel_sizes([4] * stages) == want


@pytest.mark.parametrize('args, kwargs, message', (
    (('fine_to_coarse', ), {}, "'fine_to_coarse'.*coarse_to_fine"),
    (('constant', ), dict(topk=0), 'topk.*got 0'),
    ((((5, 7, 9, 11), ), ), {}, r'table.*\(4, 4\) predictions'),
    ((((5, 7), (5, 7)), ), {}, r'table.*\(4, 4\) predictions'),
    ((((4, 5, 5, 5), ) * 2, ), {}, 'odd and positive, got 4'),
    ((), dict(kernels=(5, 7, 9, 11)), 'at least 5 kernels'),
))
def test_invalid_arguments_raise_one_clear_error(args, kwargs, message):
    with pytest.raises(ValueError, match=message):
        HeatmapSupervision(*args, **kwargs).kernel_sizes([4, 4])


def test_each_prediction_has_its_own_loss_by_hand():
    """Two stages, two resolutions, three keypoints, different targets."""
    heatmaps = tuple(
        tuple(torch.zeros(1, 3, 1, 2) for _ in range(2)) for _ in range(2))
    weights = torch.tensor([[1., 1., 0.]])

    def encode(keypoints, kernel):
        return torch.tensor([1., 2., 100.]).view(1, 3, 1, 1).expand(
            1, 3, 1, 2) * kernel

    supervision = HeatmapSupervision(
        kernels=(1, 3, 5), topk=1, finest_weight=2., coarse_weight=.5)
    names = (('s1_r4', 's1_r8'), ('s2_r4', 's2_r8'))
    losses = supervision(heatmaps, torch.zeros(1, 3, 2), weights, encode,
                         names)
    assert {k: v.item() for k, v in losses.items()} == {
        'loss_s1_r4': 2 * 36.,  # kernel 3, hardest: (2 * 3)^2
        'loss_s1_r8': pytest.approx(.5 * (25 + 100) / 3),  # kernel 5
        'loss_s2_r4': 2 * 4.,  # kernel 1, hardest: 2^2
        'loss_s2_r8': pytest.approx(.5 * (9 + 36) / 3),  # kernel 3
    }


def test_equals_an_independent_reference():
    """The reference has loops over everything, as in the papers' text."""
    torch.manual_seed(0)
    codec = MultiStageHeatmap((64, 96), (16, 24))
    heatmaps = tuple(
        tuple(torch.randn(2, 17, 24, 16) for _ in range(4)) for _ in range(3))
    keypoints = torch.rand(2, 17, 2) * torch.tensor([64, 96])
    weights = (torch.rand(2, 17) > .4).float()
    names = [[f'{s}{r}' for r in range(4)] for s in range(3)]
    losses = HeatmapSupervision()(heatmaps, keypoints, weights,
                                  codec.batch_encode, names)
    for stage in range(3):
        ladder = (5, 7, 9, 11) if stage == 2 else (7, 9, 11, 15)
        for resolution, kernel in enumerate(ladder):
            target = codec.batch_encode(keypoints, kernel)
            total = 0.
            for b in range(2):
                each = [
                    F.mse_loss(heatmaps[stage][resolution][b, k],
                               target[b, k]).item() * weights[b, k].item()
                    for k in range(17)
                ]
                if resolution == 0:
                    total += sum(sorted(each)[-8:]) / 8 / 2
                else:
                    total += .25 * sum(each) / 17 / 2
            key = f'loss_{stage}{resolution}'
            assert losses[key].item() == pytest.approx(total, rel=1e-5)


def test_hidden_background_equals_the_official_code():
    """Visible, hidden and unlabelled: 2, 1 and 0; one stage, two predictions.

    Only the visible one has a target; the heatmaps of the others should be
    empty. OHKM treats the hidden one as a keypoint and ignores the unlabelled.
    """
    torch.manual_seed(0)
    maps = ((torch.rand(2, 3, 4, 4), torch.rand(2, 3, 4, 4)), )
    targets = torch.rand(2, 3, 4, 4)
    weights = torch.tensor([[2., 1, 0], [0, 2, 2]])
    loss = HeatmapSupervision('constant', topk=2, hidden='background')
    got = loss(maps, torch.zeros(2, 3, 2), weights, lambda *_: targets,
               (('a', 'b'), ))
    fine = ((maps[0][0] - targets)**2).mean((2, 3)) * (weights > 0)
    torch.testing.assert_close(
        got['loss_a'], fine.sort(1, descending=True).values[:, :2].mean())
    seen = (weights == 2).float()[..., None, None]
    torch.testing.assert_close(
        got['loss_b'], .25 * ((maps[0][1] - targets * seen)**2).mean())


def test_hidden_keypoints_equal_visible_ones_by_default():
    maps = ((torch.rand(2, 3, 4, 4), ), )
    targets = torch.rand(2, 3, 4, 4)
    weights = torch.tensor([[2., 1, 0], [0, 2, 2]])
    loss = HeatmapSupervision('constant', topk=None)
    kept, clipped = (
        loss(maps, torch.zeros(2, 3, 2), w, lambda *_: targets, (('a', ), ))
        for w in (weights, weights.clamp(max=1)))
    assert kept == clipped


def test_an_unknown_hidden_raises():
    with pytest.raises(ValueError, match="'seen'.*keypoint.*background"):
        HeatmapSupervision(hidden='seen')
