"""Last layers by the names of keypoints."""

import pytest
import torch
from mmengine.runner import Runner
from torch import nn

from mspn_plugin.datasets.rendered_people import render_split
from mspn_plugin.engine.keypoint_names import name_words, same_names
from mspn_plugin.engine.keypoint_weights import place_keypoints
from tests.conftest import build, tiny_config
from tests.engine.test_weights import config_with, log_of

OLD = ('nose', 'left_wrist', 'right_wrist')


@pytest.mark.parametrize('name', [
    'left_wrist', 'left-wrist', 'Left Wrist', 'leftWrist', 'LeftWrist'])
def test_words_of_a_name(name):
    assert name_words(name) == ['left', 'wrist']


@pytest.mark.parametrize('new, found', [
    (OLD, {0: 0, 1: 1, 2: 2}),
    (('r_wrist', 'wristL', 'Nose'), {0: 2, 1: 1, 2: 0}),
    (('tail', 'right wrist'), {1: 2}),
    (('wrist',), {}),  # of which side is not known
    (('nose', 'Nose'), {}),  # which of them is not known
])
def test_names_that_mean_the_same(new, found):
    assert same_names(OLD, new) == found


def test_names_that_occur_twice_in_the_checkpoint():
    assert same_names(('nose', 'NOSE', 'ear'), ('nose', 'ear')) == {1: 2}


def network_of(keypoints: int, **predictor):
    config = tiny_config(1, out_channels=keypoints)
    config['head']['predictor'] = predictor
    return build(config)


@pytest.mark.parametrize('predictor, last, group', [
    (dict(type='ConvPredictor'), 'predict.conv.weight', 1),
    (dict(type='ConvPredictor'), 'predict.bn.running_var', 1),
    (dict(type='SeparablePredictor'), 'predict.bias', 1),
    (dict(type='DUCPredictor'), 'predict.weight', None)])
def test_rows_follow_the_names(predictor, last, group):
    """Each keypoint has rows of its own number, from 1."""
    old, new = network_of(3, **predictor), network_of(4, **predictor)
    state = old.state_dict()
    name = f'head.predictors.0.2.{last}'
    group = group or len(state[name]) // 3
    assert group == 1 or last == 'predict.weight'
    for i in range(3):
        state[name][i * group:(i + 1) * group] = i + 1
    own = new.state_dict()[name].clone()
    placed = place_keypoints(
        new, state, OLD, ('right_wrist', 'tail', 'nose', 'ear'))
    assert placed.known == ['right_wrist', 'nose']
    assert placed.anew == ['tail', 'ear']
    assert str(placed) == ('2 of 4 keypoints have the weights of the same '
                           'names; tail, ear start anew')
    found = placed.state[name]
    assert found.shape == own.shape
    assert (found[:group] == 3).all()
    assert (found[2 * group:3 * group] == 1).all()
    for i in (1, 3):
        part = slice(i * group, (i + 1) * group)
        assert torch.equal(found[part], own[part])
    assert torch.equal(new.state_dict()[name], own)  # not changed


def test_other_layers_of_as_many_channels_are_left():
    """Depthwise convolutions of three channels are no keypoints."""
    network = network_of(3, type='SeparablePredictor', channels=3)
    state = {k: torch.full_like(v, 7) for k, v in network.state_dict().items()}
    state['head.predictors.0.0.predict.bias'] = torch.arange(3.)
    placed = place_keypoints(network, state, OLD, OLD[::-1])
    changed = {k for k in state if placed.state[k] is not state[k]}
    assert changed == {k for k in state if '.predict.' in k}
    assert placed.state['head.predictors.0.0.predict.bias'].tolist() == [
        2, 1, 0]
    assert not placed.anew


def test_a_head_of_mmpose():
    """Its last layer is ``final_layer``."""
    network = nn.ModuleDict(dict(head=nn.ModuleDict(dict(
        deconv_layers=nn.Conv2d(2, 2, 1), final_layer=nn.Conv2d(2, 2, 1)))))
    rows = torch.arange(3.)
    state = {f'head.{layer}.{name}': value
             for layer in ('deconv_layers', 'final_layer')
             for name, value in (
                 ('bias', rows),
                 ('weight', rows[:, None, None, None].expand(3, 2, 1, 1)))}
    placed = place_keypoints(network, state, OLD, ('right_wrist', 'nose'))
    assert placed.state['head.final_layer.bias'].tolist() == [2, 0]
    assert placed.state['head.final_layer.weight'][:, 0, 0, 0].tolist() == [
        2, 0]
    assert placed.state['head.deconv_layers.bias'].tolist() == [0, 1, 2]


@pytest.mark.parametrize('old, new', [
    (OLD, OLD), (OLD, ('tail', 'paw')), ((), OLD), (OLD, ())])
def test_nothing_to_place(old, new):
    network = network_of(3, type='ConvPredictor')
    assert place_keypoints(network, network.state_dict(), old, new) is None


def test_a_head_of_another_shape_starts_anew():
    network = network_of(3, type='ConvPredictor')
    state = {k: torch.zeros(5, 5) for k in network.state_dict()}
    assert place_keypoints(network, state, OLD, OLD[1:]) is None


@pytest.fixture(scope='module')
def people(tmp_path_factory):
    root = tmp_path_factory.mktemp('people')
    render_split(root, 'train', 6)
    return root


@pytest.mark.parametrize('by_name', [True, False])
def test_a_training_starts_from_rows_by_name(tmp_path, people, by_name):
    """17 keypoints from a checkpoint that has two of them, exchanged."""
    checkpoint = build(tiny_config(2, out_channels=3)).state_dict()
    names = {0: 'right_eye', 1: 'tail', 2: 'nose'}
    path = tmp_path / 'weights.pth'
    torch.save(dict(state_dict=checkpoint, meta=dict(
        dataset_meta=dict(keypoint_id2name=names))), path)
    config = config_with(tmp_path, people, path)
    for hook in config.custom_hooks:
        if hook.type == 'MatchedWeightsHook':
            hook.by_name = by_name
    config.optim_wrapper.optimizer.lr = 0.
    runner = Runner.from_cfg(config)
    runner.train()
    assert ('2 of 17 keypoints have the weights' in log_of(tmp_path)) \
        is by_name
    assert ('(3 -> 17 keypoints)' in log_of(tmp_path)) is not by_name
    key = 'head.predictors.1.0.predict.conv.weight'
    rows = runner.model.state_dict()[key]
    for target, source in ((0, 2), (2, 0)):  # nose, right eye
        assert torch.equal(rows[target], checkpoint[key][source]) is by_name
