"""Measure the latency of one picture."""

import statistics
import time

import torch
from mmengine.config import ConfigDict
from mmpose.registry import MODELS


@torch.no_grad()
def measure_latency(model: ConfigDict, *, device: str = 'cpu',
                    rounds: int = 5) -> float:
    """Median latency in milliseconds with batch size 1, after a warm-up.

    Weights are random, which does not change the time.

    Args:
        model: The config's ``model``.
        device: Device of the network.
        rounds: Number of timed rounds.
    """
    network = MODELS.build(model).eval().to(device)
    width, height = network.head.decoder.input_size
    picture = torch.rand(1, 3, height, width, device=device)
    times = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        network(picture, None, mode='tensor')
        if picture.is_cuda:
            torch.cuda.synchronize()
        times.append(1e3 * (time.perf_counter() - start))
    return statistics.median(times[1:])
