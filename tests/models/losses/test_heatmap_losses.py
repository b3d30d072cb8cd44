import numpy as np
import pytest
import torch

from mspn_plugin.models.losses import heatmap_mse, heatmap_pck, ohkm


def test_mse_by_hand_with_its_gradient():
    heatmaps = torch.tensor([[[[1., 2.], [3., 4.]]]], requires_grad=True)
    targets = torch.tensor([[[[1., 0.], [3., 0.]]]])
    loss = heatmap_mse(heatmaps, targets)
    assert loss.tolist() == [[5.]]  # (0 + 4 + 0 + 16) / 4
    loss.sum().backward()
    assert heatmaps.grad.tolist() == [[[[0., 1.], [0., 2.]]]]


def test_half_precision_losses_are_computed_in_float32():
    heatmaps = torch.full((1, 1, 2, 2), 255., dtype=torch.bfloat16)
    targets = torch.full((1, 1, 2, 2), 254.5)
    loss = heatmap_mse(heatmaps, targets)
    assert loss.dtype == torch.float32
    assert loss.item() == (float(heatmaps[0, 0, 0, 0]) - 254.5)**2


def test_ohkm_by_hand_with_its_gradient():
    losses = torch.tensor([[1., 5., 3., 0.]], requires_grad=True)
    loss = ohkm(losses, topk=2)
    assert loss.tolist() == [4.]
    loss.sum().backward()
    assert losses.grad.tolist() == [[0., .5, .5, 0.]]


@pytest.mark.parametrize('topk', (1, 3, 17))
def test_ohkm_equals_a_sorted_list(topk):
    losses = torch.rand(5, 17)
    want = [sum(sorted(row)[-topk:]) / topk for row in losses.tolist()]
    np.testing.assert_allclose(ohkm(losses, topk), want, rtol=1e-6)


@pytest.mark.parametrize('losses, want', (
    ([[2., 4.]], 3.),  # K smaller than topk: the mean of all
    ([[6., 0., 0.]] * 1, 2.),  # fewer visible than topk
    ([[0., 0., 0.]], 0.)))  # nothing visible
def test_ohkm_of_few_keypoints(losses, want):
    losses = torch.tensor(losses, requires_grad=True)
    loss = ohkm(losses, topk=8)
    assert loss.tolist() == [want]
    loss.sum().backward()
    assert torch.isfinite(losses.grad).all()


def test_pck_by_hand():
    heatmaps = torch.zeros(1, 3, 10, 20)  # a cell is 0.05 wide, 0.1 high
    heatmaps[0, 0, 5, 7] = 1  # centre at (0.375, 0.55)
    heatmaps[0, 1, 0, 0] = 1  # centre at (0.025, 0.05)
    keypoints = torch.tensor([[[.375, .55], [.2, .05], [.9, .9]]])
    weights = torch.tensor([[1., 1., 0.]])
    assert heatmap_pck(heatmaps, keypoints, weights).item() == .5
    assert heatmap_pck(heatmaps, keypoints, weights, threshold=.2) == 1
    assert heatmap_pck(heatmaps, keypoints, 0 * weights).item() == 0
