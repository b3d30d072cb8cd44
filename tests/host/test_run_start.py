"""Where resumed runs begin, and what they refuse."""

import pytest
import torch
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmengine.runner import Runner

from mspn_plugin.datasets.rendered_people import render_split
from mspn_plugin.engine import ForeignCheckpoint
from tests.conftest import build, tiny_config
from tests.engine.small_run import small_run


@pytest.fixture(scope='module')
def root(tmp_path_factory):
    init_default_scope('mmpose')
    root = tmp_path_factory.mktemp('run_start')
    render_split(root / 'people', 'train', 6)
    torch.manual_seed(0)
    torch.save(dict(state_dict=build(tiny_config(2)).state_dict(), meta={}),
               root / 'weights.pth')
    return root


@pytest.fixture(scope='module')
def pretrained(root) -> str:
    """A checkpoint of another run, with its optimiser and iteration."""
    run(config_of(root, 'pretraining'))
    return str(root / 'pretraining/epoch_1.pth')


def config_of(root, name: str, *, start: str = '', **changes) -> Config:
    """As mmpose's script has it: read from a file, then changed."""
    config = small_run(root / name, root / 'people', workers=0)
    config.load_from = start or str(root / 'weights.pth')
    config.train_cfg.max_epochs = 1
    file = root / f'{name}.py'
    config.dump(file)
    config = Config.fromfile(file)
    config.experiment_name = f'{name}{len(list(root.iterdir()))}{len(changes)}'
    config.merge_from_dict(changes)
    return config


def log_of(root, name: str) -> str:
    return '\n'.join(
        path.read_text() for path in (root / name).rglob('*.log'))


def run(config: Config):
    Runner.from_cfg(config).train()


def test_resuming_before_the_first_checkpoint(
        root, pretrained, monkeypatch):
    """`--resume` sets load_from to None; the file of the config has it."""
    monkeypatch.setattr('sys.argv', ['train.py', 'config.py', '--resume'])
    run(config_of(root, 'early', start=pretrained, resume=True,
                  load_from=None))
    log = log_of(root, 'early')
    assert f'starts from load_from={pretrained}' in log
    assert 'tensors fit' in log and 'resumed epoch' not in log
    # the same weights as of a run that was not resumed
    run(config_of(root, 'plain', start=pretrained))
    states = [torch.load(root / name / 'epoch_1.pth', weights_only=False)
              for name in ('early', 'plain')]
    for name, value in states[0]['state_dict'].items():
        assert torch.equal(value, states[1]['state_dict'][name]), name


def test_a_file_that_is_named_is_resumed(root, pretrained):
    """`--resume FILE` sets load_from to the file."""
    run(config_of(root, 'named', resume=True, load_from=pretrained))
    assert 'resumed epoch: 1' in log_of(root, 'named')


def test_resume_beside_weights(root):
    config = config_of(root, 'beside', resume=True)
    run(config)
    assert 'starts from load_from' in log_of(root, 'beside')
    again = config_of(root, 'beside', resume=True)
    again.experiment_name = 'beside again'
    run(again)  # now there is a checkpoint
    assert 'resumed epoch: 1' in log_of(root, 'beside')


def test_a_finished_run_is_not_extended_with_a_rate_of_0(root):
    run(config_of(root, 'finished'))
    longer = config_of(root, 'finished', resume=True, load_from=None)
    longer.merge_from_dict({'train_cfg.max_epochs': 2})
    for scheduler in longer.param_scheduler:
        if scheduler.get('convert_to_iter_based'):
            scheduler.end = 2
    with pytest.raises(ValueError, match='LinearLR has end 6.*has 3.*'
                       'processes and the former batch size'):
        run(longer)
    other = config_of(root, 'finished', resume=True, load_from=None)
    other.optim_wrapper.optimizer = dict(type='SGD', lr=.1, momentum=.9)
    with pytest.raises(ForeignCheckpoint, match='betas.*momentum'):
        run(other)


def test_load_from_that_is_switched_off_stays_off(root, monkeypatch):
    """In Python, or by --cfg-options load_from=None."""
    run(config_of(root, 'python', resume=True, load_from=None))
    monkeypatch.setattr('sys.argv', ['train.py', '--resume', '--cfg-options',
                                     'load_from=None'])
    run(config_of(root, 'option', resume=True, load_from=None))
    for name in ('python', 'option'):
        assert 'starts from load_from' not in log_of(root, name)
