"""Measure the time of each step, in any thread."""

import threading
import time
from collections import Counter
from contextlib import contextmanager
from typing import Iterator

_LOCK = threading.Lock()  # adding to a counter is two steps


@contextmanager
def timed(seconds: Counter, step: str) -> Iterator[None]:
    """Add the time of the block to ``seconds[step]``."""
    start = time.perf_counter()
    try:
        yield
    finally:
        passed = time.perf_counter() - start
        with _LOCK:
            seconds[step] += passed


def milliseconds(seconds: Counter, pictures: int) -> str:
    """Milliseconds of each step for a picture, in one line.

    If steps of different pictures overlap, their sum is more than the time
    that a picture takes.
    """
    steps = ', '.join(f'{step} {1000 * spent / max(pictures, 1):.0f} ms'
                      for step, spent in seconds.items())
    said = f'{pictures} pictures or frames'
    return f'{said}, each: {steps} (they may overlap)' if steps else said
