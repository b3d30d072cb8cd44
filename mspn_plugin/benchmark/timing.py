"""Contestants in turns: medians, their spread, and ratios to the first."""

import time
from statistics import median
from typing import Callable, Dict, List, Optional

import torch
from mmengine.utils import ProgressBar

Workloads = Dict[str, Callable[[], object]]
Timings = Dict[str, float]


def time_interleaved(
        title: str,
        contestants: Workloads,
        *,
        rounds: int,
        size: int = 1,
        gflop: Optional[Dict[str, float]] = None) -> Dict[str, Timings]:
    """Everyone in turn, ``rounds`` times, after one run that does not count.

    Args:
        title: What the progress bar is of.
        contestants: What to run; the first is what the others are held to.
        rounds: How often.
        size: How many things one run gets through.
        gflop: Of one run, of those whose arithmetic is counted.

    Returns:
        A contestant's ``seconds`` (median), ``spread`` (half the range over
        the median), ``per_second`` (of ``size``), ``ratio`` of the first's
        seconds to its own, and ``gflop_per_second`` where it is counted.
    """
    print(f'\n{title}')
    bar = ProgressBar((1 + rounds) * len(contestants))
    times: Dict[str, List[float]] = {name: [] for name in contestants}
    for _ in range(1 + rounds):  # caches fill, networks are deployed
        for name, run in contestants.items():
            start = time.perf_counter()
            run()
            if torch.cuda.is_initialized():
                torch.cuda.synchronize()
            times[name].append(time.perf_counter() - start)
            bar.update()
    reference = median(next(iter(times.values()))[1:])
    found = {}
    for name, (_, *values) in times.items():
        middle = median(values)
        found[name] = dict(
            seconds=middle,
            spread=(max(values) - min(values)) / 2 / middle,
            per_second=size / middle,
            ratio=reference / middle)
        if name in (gflop or {}):
            found[name]['gflop_per_second'] = gflop[name] / middle
    return found
