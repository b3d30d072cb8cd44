import torch

from mspn_plugin.models.heads import ConvPredictor, RefinedPredictor
from tests.conftest import build, tiny_config


def test_the_machine_follows_a_conv_predictor():
    """Its outputs are compared in test_parity_with_mmpose."""
    refined = RefinedPredictor(6, 3).eval()
    plain = ConvPredictor(6, 3).eval()
    plain.load_state_dict(refined.state_dict(), strict=False)
    x = torch.randn(2, 6, 4, 5)
    assert torch.equal(refined(x, (8, 10)), refined.prm(plain(x, (8, 10))))


def test_only_the_last_finest_predictor_differs():
    head = build(
        tiny_config(2, last_predictor=dict(type='RefinedPredictor'))).head
    types = [[type(p) for p in row] for row in head.predictors]
    assert types == [[ConvPredictor] * 4, [RefinedPredictor] +
                     [ConvPredictor] * 3]


def test_last_predictor_overrides_the_predictor():
    head = build(
        tiny_config(
            2,
            predictor=dict(gain=.5, kernel_size=1),
            last_predictor=dict(kernel_size=5))).head
    assert head.predictors[-1][0].gain == .5
    assert [p.predict.conv.kernel_size[0]
            for row in head.predictors for p in row] == [1] * 4 + [5, 1, 1, 1]
