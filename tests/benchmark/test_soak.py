import pytest

from mspn_plugin.benchmark.soak import by_minute, memory_mib, slope


def test_the_slope_is_fitted_to_the_second_half():
    """600 MiB per hour, after a first half that grows ten times as fast."""
    log = [(s, 100 + 6000 / 3600 * min(s, 60) + 600 / 3600 * max(s - 60, 0))
           for s in range(121)]
    assert slope(log) == pytest.approx(600)


def test_the_last_measurement_of_each_minute():
    assert by_minute([(0, 1.2), (59, 2.4), (61, 3.6), (190, 9)]) == {
        0: 2, 1: 4, 3: 9}


def test_memory_of_this_process():
    before = memory_mib()
    block = bytearray(b'x' * 2**26)
    assert memory_mib() - before == pytest.approx(64, abs=8)
    del block
