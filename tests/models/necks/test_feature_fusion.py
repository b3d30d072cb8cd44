import torch
import torch.nn.functional as F

from mspn_plugin.models.necks import FeatureFusion

WIDTHS = (4, 6, 8, 10)


def test_both_directions_and_the_encoders_maps():
    neck = FeatureFusion(WIDTHS, channels=5).eval()
    down = tuple(
        torch.randn(2, c, 16 >> i, 8 >> i) for i, c in enumerate(WIDTHS))
    (low, eight, sixteen), (high, ) = neck(down)
    lateral = [conv(x) for conv, x in zip(neck.laterals, down)]
    assert torch.equal(eight, lateral[1]) and torch.equal(sixteen, lateral[2])
    semantics = F.interpolate(
        lateral[3], (16, 8), mode='bilinear', align_corners=True)
    assert torch.allclose(
        low, neck.fuse_low(torch.cat([lateral[0], semantics], 1)))
    space = F.avg_pool2d(low, 8)
    assert torch.allclose(
        high, neck.fuse_high(torch.cat([lateral[3], space], 1)), atol=1e-6)
    assert high.shape == (2, 5, 2, 1)


def test_the_prediction_depends_on_the_finest_map():
    neck = FeatureFusion(WIDTHS, channels=5).eval()
    down = [torch.randn(1, c, 16 >> i, 8 >> i) for i, c in enumerate(WIDTHS)]
    down[0].requires_grad_()
    neck(tuple(down))[1][0].sum().backward()
    assert down[0].grad.abs().sum() > 0
