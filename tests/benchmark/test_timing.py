import time

from mspn_plugin.benchmark.sweeps import sweep
from mspn_plugin.benchmark.timing import time_interleaved


def sleep_for(seconds):
    return lambda: time.sleep(seconds)


def test_medians_and_ratios_to_the_first(capsys):
    found = time_interleaved(
        'naps',
        dict(mmpose=sleep_for(.04), ours=sleep_for(.01)),
        rounds=3,
        size=8,
        gflop=dict(ours=2.))
    assert found['mmpose']['ratio'] == 1
    assert found['ours']['ratio'] > 2
    assert found['mmpose']['seconds'] >= .04
    assert found['mmpose']['per_second'] == 8 / found['mmpose']['seconds']
    assert found['ours']['gflop_per_second'] == 2 / found['ours']['seconds']
    assert 'gflop_per_second' not in found['mmpose']
    assert 'naps' in capsys.readouterr().out


def test_the_warm_up_is_not_timed():
    calls = []

    def slow_at_first():
        time.sleep(.05 if not calls else .005)
        calls.append(1)

    found = time_interleaved(
        'x', dict(mmpose=slow_at_first), rounds=3)['mmpose']
    assert len(calls) == 4
    assert found['seconds'] < .04 and found['spread'] < 2


def test_each_row_of_a_sweep_has_its_own_ratios():
    rows = sweep('naps', {
        1: dict(mmpose=sleep_for(.02), ours=sleep_for(.01)),
        2: dict(mmpose=sleep_for(.08), ours=sleep_for(.01))
    }, rounds=2)
    assert [row['of'] for row in rows] == [1, 2]
    assert [row['mmpose']['ratio'] for row in rows] == [1, 1]
    assert rows[1]['ours']['ratio'] > 1.5 * rows[0]['ours']['ratio']
