"""Shards of many files: a job each, and a new job when one was killed."""

import sys
import time
from itertools import islice
from pathlib import Path
from typing import (
    Callable,
    Dict,
    Iterator,
    List,
    NamedTuple,
    Optional,
    Sequence,
    Tuple,
)

import torch

from ..startup import keep_imported
from .media import printable
from .pose_files import is_done, pose_files
from .poser import Poser
from .result_lines import finished, read_lines
from .result_parts import first_line, start_part

#: Killed jobs in a row that finish no file, before the rest is given up.
ATTEMPTS = 3
#: Files that a killed job may have read and not finished: three batches.
IN_FLIGHT = 24
POLL = .2  # seconds


class Shard(NamedTuple):
    """Files of one job.

    Attributes:
        paths: In the order in which they are posed.
        part: Name of the file of its results.
        alone: Files that are posed after ``paths``, one picture after the
            other, so that one that kills the job takes no other with it.
        idle: Killed jobs in a row that finished none of the files.
    """
    paths: List[Path]
    part: str = ''
    alone: Sequence[Path] = ()
    idle: int = 0

    @property
    def files(self) -> List[Path]:
        """All of them."""
        return [*self.paths, *self.alone]


def submit_shards(executor, open_poser: Callable[[], Poser], out: Path,
                  numbers: Iterator[int], drawings: Dict[Path, str],
                  settings: dict, shards: Sequence[Shard]) -> dict:
    """Start a job for each shard: job -> shard with the name of its part.

    Args:
        executor: Of submitit.
        open_poser: Opens the networks in each job.
        out: Folder of the results.
        numbers: Numbers of the next parts.
        drawings: Drawings relative to ``out``.
        settings: Other arguments of the jobs.
        shards: Files of the jobs.

    Raises:
        OSError: A part cannot be written.
    """
    shards = [shard._replace(part=start_part(out, next(numbers)))
              for shard in shards]
    with executor.batch():
        running = [executor.submit(
            _pose_shard, open_poser, shard.paths, shard.alone, out,
            name=shard.part, drawings={printable(path): drawings[path]
                                       for path in shard.files},
            **settings) for shard in shards]
    return dict(zip(running, shards))


def run_shards(submit: Callable[[Sequence[Shard]], dict],
               shards: Sequence[Shard],
               out: Path) -> Tuple[List[Path], List[Exception]]:
    """Run jobs until all have ended; replace a killed one at once.

    Args:
        submit: :func:`submit_shards` with its other arguments.
        shards: Files of the first jobs.
        out: Folder of the results.

    Returns:
        Files that were given up, and errors that jobs returned.
    """
    running, errors, left = submit(shards), [], []
    try:
        while running:
            ended = [job for job in running if job.done()]
            for job in ended:
                shard = running.pop(job)
                killed = _was_killed(job)
                _repeat_skipped(job.stderr() or '')
                if not killed:
                    errors += filter(None, [job.result()])
                    continue
                rest = _rest(shard, out)
                if rest.idle == ATTEMPTS or errors:
                    left += rest.files
                elif rest.files:
                    running.update(submit([rest]))
            if not ended:
                time.sleep(POLL)
    finally:
        for job in running:
            job.cancel(check=False)
    return left, errors


def _was_killed(job) -> bool:
    """Whether a job has ended without a result, or at its time limit.

    submitit waits 15 s for the file of the result, since a file system of
    several machines may show it late. One of this machine shows it at once.
    """
    import submitit
    if isinstance(job, submitit.LocalJob) and (
            not job.paths.result_pickle.exists()):
        return True
    return job.exception() is not None


def _rest(shard: Shard, out: Path) -> Shard:
    """What a killed job left; the file at which it was killed comes last.

    Others that were in flight come before it, one at a time.
    """
    paths, alone = (unfinished(files, out, shard.part)
                    for files in (shard.paths, shard.alone))
    print(f'A job was killed; {len(paths) + len(alone)} of its files are '
          'left.', file=sys.stderr)
    none = len(paths) + len(alone) == len(shard.files)
    if paths:
        first, *others = paths[:IN_FLIGHT]
        alone = [*alone, *others, first]
    else:
        alone = [*alone[1:], *alone[:1]]
    return Shard(paths[IN_FLIGHT:], alone=alone,
                 idle=shard.idle + 1 if none else 0)


def _pose_shard(open_poser: Callable[[], Poser], paths: Sequence[Path],
                alone: Sequence[Path], out: Path, *,
                threads: Optional[int] = None,
                **settings) -> Optional[Exception]:
    """A job. Its error is returned, since a raised one loses its type."""
    if threads is not None:
        torch.set_num_threads(threads)
    keep_imported()
    try:
        poser = open_poser()
        for files, batch_size in (paths, poser.batch_size), (alone, 1):
            poser.batch_size = batch_size
            if files:
                pose_files(poser, files, out, resume=True, formats=(),
                           overlap=files is paths, **settings)
    except Exception as error:
        return error
    return None


def unfinished(paths: Sequence[Path], out: Path, name: str) -> List[Path]:
    """Files that are not done by ``people.jsonl`` or a part of it."""
    done = done_files(out, name)
    return [path for path in paths if not is_done(path, out, done)]


def done_files(out: Path, name: str) -> dict:
    """Records of finished files in ``people.jsonl`` or a part of it."""
    if not first_line(out / name):
        return {}
    return finished(islice(read_lines(out / name), 1, None))


def _repeat_skipped(text: str):
    for line in text.splitlines():
        if line.startswith('skipped: '):
            print(line, file=sys.stderr)
