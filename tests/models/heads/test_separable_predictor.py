import torch
import torch.nn.functional as F

from mspn_plugin.models.heads import SeparablePredictor


def test_heatmaps_by_the_formula():
    predict = SeparablePredictor(3, 5, channels=4)
    x = torch.randn(2, 3, 6, 4)
    y = F.conv2d(x, predict.mix[0].weight, padding=1, groups=3)
    y = F.relu(F.conv2d(y, predict.mix[1].conv.weight,
                        predict.mix[1].conv.bias))
    y = F.conv2d(y, predict.predict.weight, predict.predict.bias)
    assert torch.allclose(predict(x, (6, 4)), y, atol=1e-6)


def test_coarse_maps_are_resized_to_the_heatmaps():
    assert SeparablePredictor(3, 5)(torch.randn(1, 3, 4, 3),
                                    (16, 12)).shape == (1, 5, 16, 12)
