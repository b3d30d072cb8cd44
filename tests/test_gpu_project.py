"""The programs of projects/gpu, on the processor."""

import json
import sys
from importlib import import_module

import torch

from tests.conftest import ROOT, build, tiny_config

sys.path.insert(0, str(ROOT / 'projects/gpu'))
parity, run = map(import_module, ('parity', 'run'))


def command(code: str) -> list:
    return [sys.executable, '-S', '-c', code]


def test_stopped_steps_start_again_and_finished_ones_do_not(tmp_path):
    marker = tmp_path / 'marker'
    steps = [
        run.Step('first', command('print("once")')),
        run.Step('second', command(f'open({str(marker)!r}, "x")'),
                 continues=True),
        run.Step('third', command('raise SystemExit(3)'))]
    for calls in range(1, 5):  # no time
        state = run.run(steps[1:], tmp_path, seconds=0)
        assert list(state) == ['second']
        assert state['second']['code'] is None
        assert state['second']['calls'] == calls
    marker.unlink(missing_ok=True)
    state = run.run(steps, tmp_path, seconds=600)
    assert marker.exists()
    assert [row['code'] for row in state.values()] == [0, 0, 3]
    again = run.run(steps, tmp_path, seconds=600)
    assert again == state == json.loads(
        (tmp_path / 'state.json').read_text()) | state
    assert (tmp_path / 'first.log').read_text() == 'once\n'


def test_a_step_that_never_fits_fails(tmp_path):
    step = run.Step('endless', command('import time; time.sleep(600)'))
    codes = [run.run([step], tmp_path, seconds=0)['endless']['code']
             for _ in range(run.ATTEMPTS)]
    assert codes == [None, None, 124]


def test_the_commands_are_those_of_the_tools(tmp_path):
    for toy in (False, True):
        steps = run.steps(tmp_path, 'cuda', toy=toy)
        assert len({step.name for step in steps}) == len(steps) >= 3
        for step in steps:
            if step.command[1] == '-m':
                tool = import_module(step.command[2])
                args = tool.build_parser().parse_args(step.command[3:])
                assert str(tmp_path) in str(vars(args))


def test_parity_of_the_processor_with_itself():
    network = build(tiny_config(2))
    table = parity.compare(network, torch.randn(2, 3, 96, 64), 'cpu')
    assert set(table['float32']) == {'heatmaps', 'loss', 'gradients'}
    assert max(table['float32'].values()) < 1e-6
    assert 0 < max(table['bfloat16'].values()) < .1
