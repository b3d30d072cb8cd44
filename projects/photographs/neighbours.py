"""Speed alone, beside busy processes and in a limit as containers have, with
and without the choice of ``mspn_plugin.cores``.

    python projects/photographs/neighbours.py photo.jpg \\
        --json projects/photographs/neighbours.json

A process of its own measures each case, as the command ``mspn`` starts: the
median milliseconds of a picture with ``Poser``, and of a training step of the
quick start's network with 16 people. A figure is the median of five such
processes, run in turn; cases without the choice beside others, which are the
reference, are run once. Nothing else may run: it takes ten minutes. The limit
is one core, by a control group; it needs the rights to make one.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager, nullcontext
from pathlib import Path
from statistics import median
from typing import Callable, Iterator, NamedTuple

from mspn_plugin.cores import WAITING, usable_cores

ROUNDS, PERIOD = 5, 100_000  # microseconds
BUSY = [sys.executable, '-c', 'while True: pass']
GROUPS = Path('/sys/fs/cgroup')
#: As the command ``mspn``, which imports PyTorch after its choice.
MEASURE = """
import json, sys
(choice, folder, picture), sys.argv = sys.argv[1:], ['mspn']
from mspn_plugin.cores import choose_threads
said = choose_threads() if choice == 'chosen' else None
import mspn_plugin
mspn_plugin.register()
sys.path.insert(0, folder)
import neighbours
print(json.dumps(dict(choice=said, pose=neighbours.pose(picture),
                      train=neighbours.train())))
"""


class Case(NamedTuple):
    """'chosen' or 'default'; busy processes; whether there is a limit."""
    choice: str
    busy: int = 0
    limit: bool = False
    rounds: int = ROUNDS

    def __str__(self) -> str:
        beside = 'limit of a core' if self.limit else f'{self.busy} busy'
        return f'{beside}, {self.choice}'


CASES = (Case('default'), Case('chosen'), Case('chosen', 1),
         Case('chosen', 2), Case('chosen', limit=True),
         Case('default', 1, rounds=1), Case('default', 2, rounds=1),
         Case('default', limit=True, rounds=1))


def pose(picture: str) -> float:
    """Milliseconds of a picture."""
    from mspn_plugin import Poser
    poser = Poser()
    return milliseconds(lambda: poser(picture), 10)


def train() -> float:
    """Milliseconds of a training step."""
    import torch

    from mspn_plugin.engine.config import shipped_config
    from mspn_plugin.engine.network import init_network
    network = init_network(shipped_config('mspn/quickstart.py')).train()
    optimiser = torch.optim.Adam(network.parameters(), 1e-4)
    pictures = torch.randn(16, 3, 192, 144)

    def step():
        heatmaps = network.head.heatmaps(network.extract_feat(pictures))
        sum(m.square().mean() for row in heatmaps for m in row).backward()
        optimiser.step()
        optimiser.zero_grad()

    return milliseconds(step, 4)


def milliseconds(run: Callable[[], object], count: int) -> float:
    """Median of some runs after two others."""
    times = []
    for _ in range(2 + count):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return round(1e3 * median(times[2:]), 1)


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


@contextmanager
def limited() -> Iterator[Callable[[], None]]:
    """A control group with the time of one core; enters it when called.

    Raises:
        OSError: No group can be made here.
    """
    old = (GROUPS / 'cpu').exists()  # version 1
    group = GROUPS / ('cpu' if old else '') / 'mspn_neighbours'
    group.mkdir()
    try:
        for name, value in (
                (('cpu.cfs_period_us', PERIOD), ('cpu.cfs_quota_us', PERIOD))
                if old else (('cpu.max', f'{PERIOD} {PERIOD}'), )):
            (group / name).write_text(str(value))
        yield lambda: (group / 'cgroup.procs').write_text(str(os.getpid()))
    finally:
        group.rmdir()


def measure(case: Case, picture: str) -> dict:
    """What one process found.

    Raises:
        OSError: No control group can be made here.
    """
    environment = {k: v for k, v in os.environ.items()
                   if k not in (*WAITING, 'OMP_NUM_THREADS')}
    with limited() if case.limit else nullcontext() as enter, busy(case.busy):
        done = subprocess.run(
            [sys.executable, '-c', MEASURE, case.choice,
             str(Path(__file__).parent), picture], env=environment,
            check=True, preexec_fn=enter, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def summary(found: dict) -> dict:
    """Medians, the speed beside two processes as a share of that alone, and
    the time that the choice costs alone in percent."""
    ms = {what: {case: median(row[what] for row in rows)
                 for case, rows in found.items()}
          for what in ('pose', 'train')}
    return dict(
        cores=usable_cores(),
        choices={case: rows[-1]['choice'] for case, rows in found.items()},
        milliseconds=ms,
        speed_beside_two={
            what: round(row['0 busy, chosen'] / row['2 busy, chosen'], 2)
            for what, row in ms.items()},
        lost_alone={
            what: round(100 * (row['0 busy, chosen']
                               / row['0 busy, default'] - 1), 1)
            for what, row in ms.items()})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('picture')
    parser.add_argument('--json', type=Path, required=True)
    args = parser.parse_args()
    found = {}
    for number in range(ROUNDS):
        for case in CASES:
            if number >= case.rounds:
                continue
            try:
                found.setdefault(str(case), []).append(
                    measure(case, args.picture))
            except OSError as error:
                del found[str(case)]
                print(f'{case}: not measured: {error}', file=sys.stderr)
    text = json.dumps(summary(found), indent=1) + '\n'
    print(text)
    args.json.write_text(text)


if __name__ == '__main__':
    main()
