"""How many cores this process may use, and how its threads wait.

OpenMP's threads keep their cores busy while they wait for each other. If
another process has one of the cores, the threads on the others wait for it
all the time: two busy processes beside PyTorch on two cores make it twenty
times slower. Threads that sleep instead cost 8 to 15 % of the speed alone.
"""

import math
import os
import sys
import time
from pathlib import Path
from typing import Iterator, MutableMapping, Optional

SAMPLES, PAUSE = 5, 0.01  # of the number of running processes; seconds
#: Variables by which a user chooses how threads wait.
WAITING = ('OMP_WAIT_POLICY', 'GOMP_SPINCOUNT', 'KMP_BLOCKTIME')


def choose_threads(environ: Optional[MutableMapping] = None) -> Optional[str]:
    """Choose OpenMP's variables for this process and for those it starts.

    Threads sleep while they wait if there is a limit of the processor's time,
    or if other processes run on the cores now. There are as many threads as
    the limit has cores. A variable that is set already is kept. OpenMP reads
    the variables when PyTorch is imported; later, nothing is chosen.

    Args:
        environ: The environment; None: that of this process.

    Returns:
        What was chosen and why, in one line; None: nothing.
    """
    if 'torch' in sys.modules:
        return None
    environ = os.environ if environ is None else environ
    cores, limit, others = allowed_cores(), cpu_limit(), other_processes()
    chosen = {}
    if limit < cores:
        chosen['OMP_NUM_THREADS'] = str(math.ceil(limit))
    crowded = others + cores > (os.cpu_count() or 1)
    if (crowded or limit < cores) and not environ.keys() & set(WAITING):
        chosen['OMP_WAIT_POLICY'] = 'PASSIVE'
    chosen = {k: v for k, v in chosen.items() if k not in environ}
    environ.update(chosen)
    return chosen and ' '.join(f'{k}={v}' for k, v in chosen.items()) + (
        f' ({min(cores, limit):g} cores, {others} other running processes)'
    ) or None


def usable_cores() -> int:
    """Cores that this process may use, by affinity and limit."""
    return math.ceil(min(allowed_cores(), cpu_limit()))


def allowed_cores() -> int:
    """Cores that this process may run on."""
    if hasattr(os, 'sched_getaffinity'):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def cpu_limit(root: Path = Path('/')) -> float:
    """Limit of the control groups in cores, as containers have; infinite
    without one.

    Args:
        root: Folder of ``proc`` and ``sys``.
    """
    return min(_limits(root), default=math.inf)


def _limits(root: Path) -> Iterator[float]:
    """Limits of the groups of this process, of either version."""
    for folder in _groups(root):
        if (folder / 'cpu.max').exists():
            quota, period = (folder / 'cpu.max').read_text().split()
        elif (folder / 'cpu.cfs_quota_us').exists():
            quota, period = ((folder / f'cpu.cfs_{name}_us').read_text()
                             for name in ('quota', 'period'))
        else:
            continue
        if quota != 'max' and int(quota) > 0:
            yield int(quota) / int(period)


def _groups(root: Path) -> Iterator[Path]:
    """Folders of the groups of this process and of those that hold them."""
    file, mounted = root / 'proc/self/cgroup', root / 'sys/fs/cgroup'
    for line in file.read_text().splitlines() if file.exists() else ():
        _, controllers, path = line.split(':', 2)
        if not controllers or 'cpu' in controllers.split(','):
            inner = Path(path.lstrip('/'))
            for group in (inner, *inner.parents):
                yield mounted / (controllers and 'cpu') / group


def other_processes(root: Path = Path('/')) -> int:
    """Other threads of the machine that run now; those that run for a moment
    are not counted. Without ``/proc``, the average of a minute.

    Args:
        root: Folder of ``proc``.
    """
    file, counts = root / 'proc/stat', []
    if not file.exists():
        return round(os.getloadavg()[0]) if hasattr(os, 'getloadavg') else 0
    for _ in range(SAMPLES):
        lines = dict(line.partition(' ')[::2]
                     for line in file.read_text().splitlines())
        counts.append(int(lines['procs_running']) - 1)  # this one
        time.sleep(PAUSE)
    return max(min(counts), 0)
