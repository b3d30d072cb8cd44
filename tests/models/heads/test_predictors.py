import pytest
import torch
import torch.nn.functional as F

from mspn_plugin.models.heads import (
    ConvPredictor,
    DeconvPredictor,
    DUCPredictor,
    ResizePredictor,
)


def test_duc_by_hand():
    """Four channels of one cell become four cells, row by row."""
    duc = DUCPredictor(1, 1, factor=2, kernel_size=1)
    duc.predict.weight.data = torch.tensor([1., 2., 3., 4.]).view(4, 1, 1, 1)
    torch.nn.init.zeros_(duc.predict.bias)
    x = torch.tensor([[1., 10.]]).view(1, 1, 1, 2)
    assert duc(x, (2, 4)).tolist() == [[[[1, 2, 10, 20], [3, 4, 30, 40]]]]


@pytest.mark.parametrize('factor', (1, 2, 3, 8))
def test_duc_interleaves_the_channels(factor):
    """EFAFNet, III-D: channel (i, j) is every f-th cell, from cell (i, j)."""
    duc = DUCPredictor(5, 3, factor=factor)
    x = torch.randn(2, 5, 4, 3)
    heatmaps = duc(x, (4 * factor, 3 * factor))
    raw = F.conv2d(x, duc.predict.weight, duc.predict.bias, padding=1)
    parts = raw.view(2, 3, factor, factor, 4, 3)
    for i in range(factor):
        for j in range(factor):
            assert torch.equal(heatmaps[:, :, i::factor, j::factor],
                               parts[:, :, i, j])


def test_cells_outside_the_picture_are_cropped():
    duc = DUCPredictor(5, 3, factor=8)
    x = torch.randn(1, 5, 4, 3)
    assert torch.equal(duc(x, (26, 19)), duc(x, (32, 24))[..., :26, :19])


def test_deconvolutions_equal_simple_baselines():
    """Three of 256 channels, 4x4, stride 2, and 1x1: 10.49 M and 4,369."""
    head = DeconvPredictor(2048, 17, factor=8)
    convs = [m for m in head.raises if isinstance(m, torch.nn.ConvTranspose2d)]
    assert [tuple(c.weight.shape) for c in convs] == [(2048, 256, 4, 4),
                                                      (256, 256, 4, 4),
                                                      (256, 256, 4, 4)]
    assert head.eval()(torch.randn(1, 2048, 2, 3), (16, 24)).shape == (1, 17,
                                                                       16, 24)
    assert len(DeconvPredictor(8, 3, factor=1).raises) == 0


def test_resize_predictor_changes_the_size_alone():
    x = torch.randn(1, 3, 4, 5)
    predict = ResizePredictor(3, 3)
    assert torch.equal(predict(x, (4, 5)), x)
    assert predict(x, (8, 10)).shape == (1, 3, 8, 10)


def test_first_heatmaps_of_learned_upsampling_are_nearly_zero():
    for cls in (DUCPredictor, DeconvPredictor):
        head = cls(64, 5, factor=4)
        head.init_weights()
        assert head.predict.weight.std() < .002


@pytest.mark.parametrize('make, message', (
    (lambda: DUCPredictor(4, 2, factor=.5), 'whole number.*not 0.5 times'),
    (lambda: DUCPredictor(4, 2, factor=8 / 3), 'not 2.66667 times'),
    (lambda: DeconvPredictor(4, 2, factor=6), 'factor of 6'),
    (lambda: ResizePredictor(4, 2), 'returns 4 heatmaps.*out_channels=2'),
))
def test_invalid_arguments_raise(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_kernel_of_the_last_convolution():
    assert ConvPredictor(4, 2).predict.conv.kernel_size == (3, 3)
    head = ConvPredictor(4, 2, kernel_size=1)
    assert head.predict.conv.kernel_size == (1, 1)
    assert head(torch.randn(2, 4, 5, 6), (5, 6)).shape == (2, 2, 5, 6)


def test_norms_for_any_number_of_keypoints():
    """Groups that do not divide 17, and norms without a scale."""
    groups = dict(type='GN', num_groups=4)
    head = ConvPredictor(
        8, 17, norm_cfg=groups, predict_norm_cfg=dict(type='BN'))
    assert isinstance(head.mix.norm, torch.nn.GroupNorm)
    assert isinstance(head.predict.norm, torch.nn.BatchNorm2d)
    ConvPredictor(8, 17, norm_cfg=dict(type='IN')).init_weights()
