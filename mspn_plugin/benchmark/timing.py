"""Time several workloads in turn: medians, spread, ratios."""

import time
from statistics import median
from typing import Callable, Dict, List, Optional

import torch
from mmengine.utils import ProgressBar

Workloads = Dict[str, Callable[[], object]]
Timings = Dict[str, float]


def time_interleaved(
        title: str,
        workloads: Workloads,
        *,
        rounds: int,
        size: int = 1,
        gflop: Optional[Dict[str, float]] = None) -> Dict[str, Timings]:
    """Run every workload in turn, ``rounds`` times after a warm-up.

    Args:
        title: Printed above the progress bar.
        workloads: Functions by name; ratios refer to the first.
        rounds: Number of timed rounds.
        size: Number of items that one run processes.
        gflop: GFLOP of one run, by name; may lack workloads.

    Returns:
        By name: ``seconds`` (median), ``spread`` (half the range / median),
        ``per_second`` (items), ``ratio`` (seconds of the first / its own
        seconds), and ``gflop_per_second`` if ``gflop`` has the name.
    """
    print(f'\n{title}')
    bar = ProgressBar((1 + rounds) * len(workloads))
    times: Dict[str, List[float]] = {name: [] for name in workloads}
    for _ in range(1 + rounds):  # the first is a warm-up
        for name, run in workloads.items():
            start = time.perf_counter()
            run()
            if torch.cuda.is_initialized():
                torch.cuda.synchronize()
            times[name].append(time.perf_counter() - start)
            bar.update()
    reference = median(next(iter(times.values()))[1:])
    timings = {}
    for name, (_, *values) in times.items():
        middle = median(values)
        timings[name] = dict(
            seconds=middle,
            spread=(max(values) - min(values)) / 2 / middle,
            per_second=size / middle,
            ratio=reference / middle)
        if name in (gflop or {}):
            timings[name]['gflop_per_second'] = gflop[name] / middle
    return timings
