"""The tables of docs/speed.md are those of docs/benchmark.json."""

import json

from tests.conftest import ROOT

WAYS = ('here', 'deployed', 'compiled', 'bfloat16', 'compiled bfloat16',
        'onnxruntime', 'int8')
FOUND = json.loads((ROOT / 'docs/benchmark.json').read_text())
TEXT = (ROOT / 'docs/speed.md').read_text()


def duration(seconds: float) -> str:
    if seconds < 1:
        return f'{1e3 * seconds:.0f} ms'
    return f'{seconds:.2f} s' if seconds < 10 else f'{seconds:.1f} s'


def test_each_batch_has_its_row():
    for batch, row in FOUND['inference'].items():
        cells = [f'batch {batch}', duration(row['mmpose']['seconds']), *(
            f'{duration(row[way]["seconds"])}, {row[way]["ratio"]:.1f} x'
            for way in WAYS)]
        assert f'| {" | ".join(cells)} |' in TEXT


def test_the_training_step_and_the_shares_of_the_peak():
    step, passes = FOUND['training'], FOUND['passes']
    assert f'| {duration(step["mmpose"]["seconds"])}, ' in TEXT
    assert f'The training step is {step["here"]["ratio"]:.2f} times' in TEXT
    shares = [f'{passes[name]["ratio"]:.2f}'
              for name in ('forward', 'backward')]
    assert f'{" and ".join(shares)} of a\nmatrix product' in TEXT


def test_people_per_second():
    for part, name in (('targets', 'targets of 5 levels'),
                       ('decoding', 'decoding')):
        ours, theirs = (FOUND[part][who] for who in ('here', 'mmpose'))
        assert (f'| {name}, people per second | {theirs["per_second"]:,.0f} |'
                f' {ours["per_second"]:,.0f}, **{ours["ratio"]:.1f} x** |'
                ) in TEXT
