import pytest
import torch

from tests.conftest import build, samples, tiny_config


def model(**loss):
    return build(
        tiny_config(
            type='SummedHead',
            loss=dict(
                schedule='constant',
                kernels=(7, ),
                coarse_weight=1.,
                **loss)))


def test_the_prediction_is_the_sum_over_the_scales():
    """MSFFN, Sec. 3.4."""
    network = model().eval()
    stages = network.extract_feat(torch.randn(2, 3, 96, 64))
    with torch.no_grad():
        for row, maps, (finest, total) in zip(network.head.predictors, stages,
                                              network.head.heatmaps(stages)):
            each = [predict(x, (24, 16)) for predict, x in zip(row, maps)]
            assert torch.equal(finest, each[0])
            assert torch.allclose(total, torch.stack(each).sum(0), atol=1e-5)
        assert torch.equal(network.head(stages), total)


def test_the_loss_of_a_stage_is_the_error_of_the_sum_and_ohkm():
    """Eq. 1 on the sum, and the mean of the eight largest at the finest."""
    network = model().train()
    pictures = torch.randn(2, 3, 96, 64)
    keypoints = torch.rand(2, 17, 2) * torch.tensor([64, 96])
    losses = network.loss(pictures, samples(keypoints, torch.ones(2, 17)))
    assert {k for k in losses if 'loss' in k} == {
        'loss_s1_r4', 'loss_s1_sum', 'loss_s2_r4', 'loss_s2_sum'
    }
    heatmaps = network.head.heatmaps(network.extract_feat(pictures))
    target = network.head.decoder.batch_encode(keypoints, 7)
    for s, (finest, total) in enumerate(heatmaps, start=1):
        error = (total - target).square().mean((2, 3)).mean()
        assert losses[f'loss_s{s}_sum'].item() == pytest.approx(
            error.item(), rel=1e-4)
        worst = (finest - target).square().mean((2, 3)).sort(1).values[:, -8:]
        assert losses[f'loss_s{s}_r4'].item() == pytest.approx(
            worst.mean().item(), rel=1e-4)


def test_every_parameter_gets_a_gradient():
    network = model().train()
    losses = network.loss(
        torch.randn(2, 3, 96, 64),
        samples(torch.rand(2, 17, 2) * 60, torch.ones(2, 17)))
    sum(v for k, v in losses.items() if 'loss' in k).backward()
    for name, parameter in network.named_parameters():
        assert parameter.grad.abs().sum() > 0, name
