"""Rows leave early one by one; scores and heatmaps are made by hand."""

import pytest
import torch

from mspn_plugin.engine import deploy
from mspn_plugin.engine.calibration import Calibration
from mspn_plugin.engine.early_exit import confidence
from tests.conftest import samples, tiny_config
from tests.engine.test_deploy import FLIP, used, variants

PICTURES = torch.randn(
    4, 3, 96, 64, generator=torch.Generator().manual_seed(0))


def heatmaps(config: dict, **options) -> torch.Tensor:
    with torch.no_grad():
        return deploy(used(config), **options)(PICTURES)


def between(config: dict, stage: int, easy: int) -> float:
    """A threshold that some of the pictures reach in a stage."""
    network = used(config)
    found = confidence(network, heatmaps(config, stages=stage))
    above, below = found.sort(descending=True)[0][easy - 1:easy + 1]
    assert above > below
    return float(above + below) / 2


def test_confidence_by_hand():
    """Peaks of 1/2 and 3/2 of the codec's peak count as 1/2 and 1."""
    network = used(tiny_config(2, out_channels=2))
    maps = torch.zeros(1, 2, 24, 16)
    maps[0, 0, 3, 4], maps[0, 1, 5, 6] = .5 * 255, 1.5 * 255
    assert confidence(network, maps).tolist() == [.75]
    network.calibration = Calibration([0, 1], [.2, .4])
    assert confidence(network, maps).tolist() == pytest.approx([.35])


@pytest.mark.parametrize('name', ('mspn', 'msffn', 'hourglass'))
def test_easy_rows_are_stage_one_and_the_others_the_last_stage(name):
    config = variants()[name]
    threshold = between(config, 1, easy=2)
    last = len(used(config).head.predictors)
    first = heatmaps(config, stages=1)
    easy = confidence(used(config), first) >= threshold
    assert easy.tolist().count(True) == 2
    if last == 3:  # nobody leaves after the second stage
        second = confidence(used(config), heatmaps(config, stages=2))
        easy_later = ~easy & (second >= threshold)
    else:
        easy_later = torch.zeros_like(easy)
    got = heatmaps(config, early_exit=threshold)
    torch.testing.assert_close(got[easy], first[easy], rtol=0, atol=0)
    torch.testing.assert_close(
        got[easy_later], heatmaps(config, stages=2)[easy_later])
    rest = ~(easy | easy_later)
    torch.testing.assert_close(got[rest], heatmaps(config)[rest])


def test_later_stages_compute_the_hard_rows_only():
    config = tiny_config(3)
    threshold = between(config, 1, easy=3)
    network = used(config)
    run, sizes = deploy(network, early_exit=threshold), []
    for encoder in network.neck.encoders:
        encoder.register_forward_hook(
            lambda _, inputs, __: sizes.append(len(inputs[0])))
    with torch.no_grad():
        run(PICTURES)
        assert sizes[0] == 1
        sizes.clear()
        run.early_exit = 0.  # everybody is easy
        run(PICTURES)
        assert sizes == []
        run.early_exit = 1.  # nobody is
        run(PICTURES)
    assert sizes == [4, 4]


def test_a_flip_test_decides_by_row():
    """With a threshold that nobody reaches, it is the full network."""
    data = samples(torch.rand(4, 17, 2), torch.ones(4, 17))
    found = []
    for options in (dict(), dict(early_exit=1.)):
        model = used(dict(tiny_config(2), deploy=options))
        model.test_cfg = dict(FLIP)
        with torch.no_grad():
            predicted = model.predict(PICTURES, data)
        found.append(torch.tensor([d.pred_instances.keypoints
                                   for d in predicted]))
    torch.testing.assert_close(*found)


@pytest.mark.parametrize('config, options, message', (
    (tiny_config(2), dict(early_exit=1.5), 'in 0..1, got 1.5'),
    (tiny_config(2), dict(early_exit=True), 'in 0..1, got True'),
    (tiny_config(2), dict(early_exit=.5, compile=True), 'remove `compile`'),
    (tiny_config(2), dict(early_exit=.5, onnx='x.onnx'), 'remove.*early_exit'),
    (tiny_config(2), dict(early_exit=.5, stages=1), 'at least two stages'),
    (variants()['efafnet'], dict(early_exit=.5), 'FeatureFusion cannot exit'),
))
def test_what_cannot_be_is_refused(config, options, message):
    with pytest.raises(ValueError, match=message):
        deploy(used(config), **options)
