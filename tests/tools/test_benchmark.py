import time
from argparse import Namespace

import numpy as np
import torch

from mspn_plugin.datasets.rendered_people import render_split
from mspn_plugin.tools.benchmark import (
    decoding,
    inference,
    machine,
    people,
    race,
    targets,
)


def test_race_gives_medians_and_ratios(capsys):
    def nap(seconds):
        return lambda: time.sleep(seconds)

    found = race(dict(mmpose=nap(.04), ours=nap(.01)), 3, 8, 'naps')
    assert found['mmpose']['ratio'] == 1
    assert found['ours']['ratio'] > 2
    assert found['mmpose']['seconds'] >= .04
    assert found['mmpose']['per_second'] == 8 / found['mmpose']['seconds']
    assert 'naps' in capsys.readouterr().out


def test_both_sides_do_the_same_work():
    """Keypoints of the codecs agree; so do all networks' predictions."""
    runs = decoding()
    mine = torch.as_tensor(runs['ours']()[0][:, 0])
    theirs = torch.as_tensor(
        np.concatenate([keypoints for keypoints, _ in runs['mmpose']()]))
    inner = ((theirs > 8) & (theirs < 180)).all(-1)
    assert inner.sum() > 400
    assert (mine - theirs)[inner].abs().max() < .01
    runs = targets()
    levels = runs['ours']()[1]
    assert [tuple(x.shape) for x in levels] == [(32, 17, 64, 48)] * 5
    assert len(runs['mmpose']()) == 32 and len(runs['mmpose']()[0]) == 5


def test_all_networks_predict_alike(tmp_path):
    render_split(tmp_path, 'train', 24, workers=1)
    data = dict(ours=people(str(tmp_path), False))
    runs = inference(
        Namespace(stages=1, bfloat16=False, compile=False), data, 2)
    assert set(runs) >= {'mmpose', 'ours', 'deployed'}
    points = {
        name: torch.as_tensor(run()[0].pred_instances.keypoints)
        for name, run in runs.items()
    }
    assert torch.allclose(points['ours'], points['deployed'], atol=.01)
    # mmpose misses half a cell at borders, where many random peaks lie
    near = (points['ours'] - points['mmpose']).abs().amax(-1) < .01
    assert near.float().mean() > .5


def test_machine_says_what_ran():
    found = machine()
    assert found['torch'] == torch.__version__
    assert found['float32_gflops'] > 1
