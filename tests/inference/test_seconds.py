"""Times of the steps, which several threads measure."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

from mspn_plugin.inference import seconds
from mspn_plugin.inference.seconds import milliseconds, timed


class Slow(Counter):
    """Another thread can run between reading and writing a number."""

    def __getitem__(self, key):
        number = super().__getitem__(key)
        time.sleep(1e-5)
        return number


def test_no_time_of_a_thread_is_lost(monkeypatch):
    """Each block takes a second of a clock of its thread's own."""
    spent, own = Slow(), threading.local()

    def now():
        own.time = getattr(own, 'time', 0) + 1
        return own.time

    def measure(_):
        for _ in range(20):
            with timed(spent, 'drawing'):
                pass

    monkeypatch.setattr(seconds, 'time', SimpleNamespace(perf_counter=now))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(measure, range(8)))
    assert dict(spent) == {'drawing': 160}


def test_the_line_of_a_run():
    spent = Counter(reading=.2, pose=1.)
    assert milliseconds(spent, 100) == (
        '100 pictures or frames, each: reading 2 ms, pose 10 ms '
        '(they may overlap)')
    assert milliseconds(Counter(), 0) == '0 pictures or frames'
