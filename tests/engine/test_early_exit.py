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
MIRRORED = [0, 2, 1, 4, 3, *range(5, 17)]  # flip indices of 17 keypoints


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


def flip_test(options: dict, stages: int = 2):
    """Heatmaps of a flip test; pictures of each call of the network."""
    model = used(dict(tiny_config(stages), deploy=options))
    model.test_cfg = dict(FLIP, output_heatmaps=True)
    data, sizes = samples(torch.rand(4, 17, 2), torch.ones(4, 17)), []
    for sample in data:
        sample.set_metainfo(dict(flip_indices=MIRRORED))
    model.backbone.register_forward_hook(
        lambda _, inputs, __: sizes.append(len(inputs[0])))
    with torch.no_grad():
        found = model.predict(PICTURES, data)
    return torch.stack([d.pred_fields.heatmaps for d in found]), sizes


def test_a_flip_test_computes_the_mirror_images_of_hard_people_only():
    config = tiny_config(2)
    threshold = between(config, 2, easy=2)
    upright = heatmaps(config, early_exit=threshold)
    hard = confidence(used(config), upright) < threshold
    assert 0 < hard.sum() <= 2  # some may be sure in the first stage alone
    with torch.no_grad():
        mirrored = deploy(used(config), early_exit=threshold)(
            PICTURES[hard].flip(-1))
    want = upright.clone()
    want[hard] = (upright[hard] + mirrored.flip(-1)[:, MIRRORED]) / 2
    got, sizes = flip_test(dict(early_exit=threshold))
    torch.testing.assert_close(got, want)
    assert sizes == [4, int(hard.sum())]


def test_a_threshold_that_nobody_or_everybody_reaches():
    for options, same, pictures in (
            (dict(early_exit=1.), dict(), [4, 4]),
            (dict(early_exit=1., stages=1), dict(stages=1), [4, 4])):
        got, sizes = flip_test(options)
        torch.testing.assert_close(got, flip_test(same)[0])
        assert sizes == pictures
    got, sizes = flip_test(dict(early_exit=0.))
    torch.testing.assert_close(got, heatmaps(tiny_config(2), stages=1))
    assert sizes == [4]


def test_one_stage_has_an_early_exit_from_its_flip_test():
    threshold = between(tiny_config(1), 1, easy=1)
    assert flip_test(dict(early_exit=threshold), stages=1)[1] == [4, 3]


@pytest.mark.parametrize('config, options, message', (
    (tiny_config(2), dict(early_exit=1.5), 'in 0..1, got 1.5'),
    (tiny_config(2), dict(early_exit=True), 'in 0..1, got True'),
    (tiny_config(2), dict(early_exit=.5, compile=True), 'remove `compile`'),
    (tiny_config(2), dict(early_exit=.5, onnx='x.onnx'), 'needs a flip test'),
    (tiny_config(2), dict(early_exit=.5, stages=1), 'stages or a flip test'),
    (variants()['efafnet'], dict(early_exit=.5), 'FeatureFusion cannot exit'),
))
def test_what_cannot_be_is_refused(config, options, message):
    with pytest.raises(ValueError, match=message):
        deploy(used(config), **options)
