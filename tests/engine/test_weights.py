"""Checkpoints of other networks, in training, testing, pose and export."""

import pytest
import torch
from mmengine.config import Config
from mmengine.runner import Runner

from mspn_plugin.datasets.rendered_people import render_split
from mspn_plugin.engine.network import check_file, init_network
from mspn_plugin.engine.weights import (
    ForeignCheckpoint,
    check_weights,
    complete_state,
    match_weights,
)
from tests.conftest import build, tiny_config
from tests.engine.small_run import small_run


def keypoints(number: int) -> dict:
    return tiny_config(1, out_channels=number)


@pytest.fixture(scope='module')
def people(tmp_path_factory):
    root = tmp_path_factory.mktemp('people')
    render_split(root, 'train', 6)
    return root


def test_every_tensor_of_the_same_network():
    network = build(tiny_config(1))
    match = match_weights(network, build(tiny_config(1)).state_dict())
    assert match.share == 1 and not match.left_over
    assert str(match) == f'{match.total} of {match.total} tensors fit'


def test_other_keypoints_are_one_line():
    state = build(tiny_config(1)).state_dict()
    match = match_weights(build(keypoints(5)), state)
    anew = len(match.reshaped)
    assert 0 < anew < match.total / 2
    assert str(match) == (
        f'{match.total - anew} of {match.total} tensors fit; head.predictors '
        'starts anew (17 -> 5 keypoints)')


def test_counters_and_the_prefix_of_several_processes_do_not_count():
    network = build(tiny_config(1))
    state = {f'module.{name}': value
             for name, value in network.state_dict().items()
             if not name.endswith('num_batches_tracked')}
    assert match_weights(network, state).share == 1


def test_the_share_is_of_the_network_not_of_the_checkpoint():
    """One stage of four is no network of four stages."""
    state = build(tiny_config(1)).state_dict()
    with pytest.raises(ForeignCheckpoint, match='x.pth.*of another network'):
        check_weights(build(tiny_config(4)), state, 'x.pth')
    match = check_weights(
        build(tiny_config(4)), state, 'x.pth', min_matched=0)
    assert 0 < match.share < 0.5 and not match.left_over


@pytest.mark.parametrize('state', [
    {}, {'a': torch.zeros(1)}, {'conv1.weight': torch.zeros(8, 3, 7, 7)}])
def test_nothing_fits(state):
    with pytest.raises(ForeignCheckpoint, match='0 of .* tensors fit'):
        check_weights(build(tiny_config(1)), state, 'x.pth')


def test_a_head_that_starts_anew_is_for_training_only():
    network, state = build(keypoints(5)), build(keypoints(17)).state_dict()
    check_weights(network, state, 'x.pth')
    with pytest.raises(ForeignCheckpoint, match='17 -> 5 keypoints'):
        check_weights(network, state, 'x.pth', inference=True)


def test_what_is_completed_loads_strictly():
    network, state = build(keypoints(5)), build(keypoints(17)).state_dict()
    own = {name: value.clone()
           for name, value in network.state_dict().items()}
    reshaped = match_weights(network, state).reshaped
    network.load_state_dict(complete_state(network, state))
    for name, value in network.state_dict().items():
        source = own if name in reshaped else state
        assert torch.equal(value, source[name]), name


def test_tensors_are_compared_after_the_modules_converted_them():
    """Norms of a checkpoint are folded, as when it is loaded."""
    pytest.importorskip('timm')
    stock = build(dict(type='TimmBackbone', name='mobilenetv2_050'))
    state = {f'module.{name}': value
             for name, value in stock.net.state_dict().items()}
    folded = build(dict(
        type='TimmBackbone', name='mobilenetv2_050', fold=True))
    match = match_weights(folded, state)
    assert match.share == 1 and not match.left_over
    image = torch.rand(1, 3, 64, 64)
    folded.load_state_dict(complete_state(folded, state))
    for got, want in zip(folded.eval()(image), stock.eval()(image)):
        torch.testing.assert_close(got, want, rtol=1e-4, atol=1e-4)


def config_with(tmp_path, people, checkpoint) -> Config:
    config = small_run(tmp_path / 'run', people, workers=0)
    config.load_from = str(checkpoint)
    # mmengine's logs of one second are one log, unless their names differ
    config.experiment_name = tmp_path.name
    config.train_cfg.max_epochs = 1
    return config


def saved(tmp_path, model) -> str:
    path = str(tmp_path / 'weights.pth')
    torch.save(dict(state_dict=build(model).state_dict(), meta={}), path)
    return path


def test_training_refuses_another_network(tmp_path, people):
    path = saved(tmp_path, tiny_config(2))
    torch.save(dict(state_dict=dict(other=torch.zeros(1))), path)
    config = config_with(tmp_path, people, path)
    with pytest.raises(ForeignCheckpoint, match='0 of'):
        Runner.from_cfg(config).train()


def test_training_asked_for_another_network(tmp_path, people):
    path = saved(tmp_path, tiny_config(1))
    torch.save(dict(state_dict=dict(other=torch.zeros(1))), path)
    config = config_with(tmp_path, people, path)
    for hook in config.custom_hooks:
        if hook.type == 'MatchedWeightsHook':
            hook.min_matched = 0.
    Runner.from_cfg(config).train()
    assert '0 of' in log_of(tmp_path)


def test_training_with_other_keypoints_says_one_line(tmp_path, people,
                                                     capsys):
    path = saved(tmp_path, tiny_config(2, out_channels=5))
    Runner.from_cfg(config_with(tmp_path, people, path)).train()
    lines = [line for line in log_of(tmp_path).splitlines()
             if 'tensors fit' in line]
    assert len(lines) == 1 and '(5 -> 17 keypoints)' in lines[0]
    assert 'size mismatch' not in capsys.readouterr().out + log_of(tmp_path)


def test_testing_refuses_parts_that_start_anew(tmp_path, people):
    """As `mim test` does; training would have begun from them."""
    path = saved(tmp_path, tiny_config(2, out_channels=5))
    config = config_with(tmp_path, people, path)
    config.test_cfg = {}
    config.test_dataloader = dict(
        config.train_dataloader, sampler=dict(
            type='DefaultSampler', shuffle=False))
    config.test_evaluator = dict(type='PCKAccuracy')
    with pytest.raises(ForeignCheckpoint, match='5 -> 17 keypoints'):
        Runner.from_cfg(config).test()


def test_a_run_of_another_network_is_not_resumed(tmp_path, people):
    config = config_with(tmp_path, people, None)
    config.load_from = None
    config.model.head.out_channels = 17
    Runner.from_cfg(config).train()
    other = config_with(tmp_path, people, None)
    other.load_from, other.resume = None, True
    other.train_cfg.max_epochs = 2
    other.model = Config(tiny_config(2, out_channels=5)).to_dict()
    other.custom_hooks = [  # which would find the data set's 17 keypoints
        hook for hook in other.custom_hooks
        if hook['type'] != 'KeypointContractHook'
    ]
    other.experiment_name = tmp_path.name + 'resumed'
    with pytest.raises(ForeignCheckpoint, match='to resume.*17 -> 5 keyp'):
        Runner.from_cfg(other).train()


def test_a_detector_with_weights_of_another_is_refused(tmp_path):
    path = saved(tmp_path, tiny_config(1))
    with pytest.raises(ForeignCheckpoint, match='weights.pth'):
        check_file(build(tiny_config(4)), path)


def log_of(tmp_path) -> str:
    return '\n'.join(
        path.read_text() for path in (tmp_path / 'run').rglob('*.log'))


def test_pose_and_export_open_by_the_same_rule(tmp_path, people):
    path = saved(tmp_path, tiny_config(2, out_channels=5))
    config = config_with(tmp_path, people, path)
    with pytest.raises(ForeignCheckpoint, match='5 -> 17 keypoints'):
        init_network(config, path)
    network = init_network(config, path, min_matched=0.)
    assert network.dataset_meta['num_keypoints'] == 17
