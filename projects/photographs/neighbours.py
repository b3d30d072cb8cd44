"""Speed alone and beside busy processes, with and without the choice of
``mspn_plugin.cores``.

    python projects/photographs/neighbours.py photo.jpg \\
        --json projects/photographs/neighbours.json

Each figure is the median of five processes in turn, in milliseconds: one
picture with ``Poser``, and one training step of the quick start's network
with 32 people. ``0 busy, sleeping``: threads that sleep without a need. Run it
while nothing else runs: it takes ten minutes.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Callable, Iterator

from mspn_plugin.cores import WAITING, usable_cores

ROUNDS, WARM_UP = 5, 3
BUSY = [sys.executable, '-c', 'while True: pass']
#: As the command ``mspn``, which imports PyTorch after its choice.
MEASURE = """
import sys
(choice, folder, what, picture), sys.argv = sys.argv[1:], ['mspn']
from mspn_plugin.cores import choose_threads
if choice == 'chosen':
    print(choose_threads())
import mspn_plugin
mspn_plugin.register()
sys.path.insert(0, folder)
import neighbours
print(getattr(neighbours, what)(picture))
"""


def pose(picture: str) -> float:
    """Milliseconds of a picture."""
    from mspn_plugin import Poser
    poser = Poser()
    return milliseconds(lambda: poser(picture), 20)


def train(_: str) -> float:
    """Milliseconds of a training step."""
    import torch

    from mspn_plugin.engine.config import shipped_config
    from mspn_plugin.engine.network import init_network
    network = init_network(shipped_config('mspn/quickstart.py')).train()
    optimiser = torch.optim.Adam(network.parameters(), 1e-4)
    pictures = torch.randn(32, 3, 192, 144)

    def step():
        heatmaps = network.head.heatmaps(network.extract_feat(pictures))
        sum(m.square().mean() for row in heatmaps for m in row).backward()
        optimiser.step()
        optimiser.zero_grad()

    return milliseconds(step, 6)


def milliseconds(run: Callable[[], object], count: int) -> float:
    """Median of some runs after others."""
    times = []
    for _ in range(WARM_UP + count):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return 1e3 * median(times[WARM_UP:])


@contextmanager
def busy(count: int) -> Iterator[None]:
    """So many processes that never wait."""
    processes = [subprocess.Popen(BUSY) for _ in range(count)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def measure(choice: str, what: str, picture: str, **environ: str) -> float:
    """One process; ``choice`` is 'chosen' or 'default'."""
    environment = {k: v for k, v in os.environ.items()
                   if k not in (*WAITING, 'OMP_NUM_THREADS')}
    done = subprocess.run(
        [sys.executable, '-c', MEASURE, choice, str(Path(__file__).parent),
         what, picture], env={**environment, **environ}, check=True,
        stdout=subprocess.PIPE, text=True)
    return float(done.stdout.split()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('picture')
    parser.add_argument('--json', type=Path, required=True)
    args = parser.parse_args()
    cases = [(0, choice, {}) for choice in ('default', 'chosen')] + [
        (0, 'default', dict(OMP_WAIT_POLICY='PASSIVE'))] + [
        (n, choice, {}) for n in (1, 2) for choice in ('default', 'chosen')]
    found = {}
    for _ in range(ROUNDS):
        for what in ('pose', 'train'):
            for neighbours, choice, environ in cases:
                key = f'{what}, {neighbours} busy, ' + (
                    'sleeping' if environ else choice)
                with busy(neighbours):
                    found.setdefault(key, []).append(
                        measure(choice, what, args.picture, **environ))
    rows = {key: round(median(times), 1) for key, times in found.items()}
    args.json.write_text(json.dumps(
        dict(cores=usable_cores(), milliseconds=rows), indent=1) + '\n')
    print(args.json.read_text())


if __name__ == '__main__':
    main()
