"""Rendered pictures posed by two jobs, one of which is killed on the way.

    OMP_NUM_THREADS=1 python projects/topdown_demo/many_pictures.py \\
        --json projects/topdown_demo/many_pictures.json

The pictures have 288x384 pixels (height x width); network, drawings and
results are those of ``mspn pose --whole --jobs``; a job has one thread. One
job poses all of them, one that is kept on one core does, and two jobs do. It
takes six minutes on two cores; nothing else may run.
"""

import argparse
import json
import os
import signal
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Callable, Iterator, List, Sequence

from mspn_plugin.datasets.rendered_people import render_split
from mspn_plugin.engine.machine import machine_info
from mspn_plugin.inference import Poser, pose_in_jobs, read_results

OPTIONS = dict(device='cpu', whole=True)


def open_poser(marker: Path, victim: Path) -> Poser:
    """Kills its process at a picture, once."""
    poser = Poser(**OPTIONS)
    pose = poser.pose

    def posing(sources: Sequence) -> list:
        if not marker.exists() and victim in [s.path for s in sources]:
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return pose(sources)

    poser.pose = posing
    return poser


def seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


@contextmanager
def cores(number: int) -> Iterator[None]:
    """So many cores for this process and those that it starts."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:number])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def one_job(paths: List[Path], out: Path) -> float:
    """Seconds of one job."""
    out.mkdir()
    return seconds(lambda: pose_in_jobs(
        partial(Poser, **OPTIONS), paths, out, jobs=1))


def two_jobs(paths: List[Path], out: Path) -> float:
    """Seconds of two jobs, one of them killed in the middle of its pictures.

    Raises:
        RuntimeError: No job was killed, or a picture is missing.
    """
    out.mkdir()
    marker = out.with_name('killed')
    passed = seconds(lambda: pose_in_jobs(
        partial(open_poser, marker, paths[len(paths) // 4 * 2 + 1]), paths,
        out, jobs=2))
    log = (out / 'people.jsonl').read_text().splitlines()[1:]
    lines = [json.loads(line)['path'] for line in log]
    found = list(read_results(out / 'people.json')['pictures'])
    if not marker.exists() or not lines == found == list(map(str, paths)):
        raise RuntimeError(
            f'killed: {marker.exists()}; {len(set(lines))} of {len(paths)} '
            f'pictures in {len(lines)} lines and {len(found)} records')
    return passed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--pictures', type=int, default=10_000)
    parser.add_argument('--json', type=Path, help='file of the figures')
    args = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        render_split(folder, 'train', args.pictures)
        paths = sorted((folder / 'train').glob('*.jpg'))
        one = one_job(paths, folder / 'one')
        with cores(1):
            alone = one_job(paths, folder / 'alone')
        two = two_jobs(paths, folder / 'two')
    text = json.dumps(dict(
        pictures=len(paths), each_once=True, killed=1,
        seconds=dict(one_job=round(one), one_job_on_one_core=round(alone),
                     two_jobs=round(two)),
        speed_up=round(one / two, 2),
        speed_up_of_cores=round(alone / two, 2), machine=machine_info()),
        indent=1) + '\n'
    print(text)
    if args.json:
        args.json.write_text(text)


if __name__ == '__main__':
    main()
