"""Measure the time of each step."""

import time
from collections import Counter
from contextlib import contextmanager
from typing import Iterator


@contextmanager
def timed(seconds: Counter, step: str) -> Iterator[None]:
    """Add the time of the block to ``seconds[step]``."""
    start = time.perf_counter()
    try:
        yield
    finally:
        seconds[step] += time.perf_counter() - start


def milliseconds(seconds: Counter, pictures: int) -> str:
    """Milliseconds of each step for a picture, in one line."""
    steps = ', '.join(f'{step} {1000 * spent / max(pictures, 1):.0f} ms'
                      for step, spent in seconds.items())
    return f'{pictures} pictures or frames, each: {steps}'
