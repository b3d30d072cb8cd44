"""Jobs that pose chunks of many files, and a new one when one was killed."""

import sys
import time
from itertools import chain, islice, takewhile
from pathlib import Path
from typing import (
    Callable,
    Iterable,
    Iterator,
    List,
    NamedTuple,
    Optional,
    Sequence,
    Tuple,
)

import torch

from ..startup import keep_imported
from .chunks import (
    ChunkBar,
    Files,
    free_files,
    take_chunks,
    taken_by,
)
from .pose_files import is_done, pose_files
from .poser import Poser
from .result_lines import finished, read_lines
from .result_parts import first_line, start_part

#: Killed jobs in a row that finish no file, before the rest is given up.
ATTEMPTS = 3
#: Files that a killed job may have read and not finished: three batches.
IN_FLIGHT = 24
POLL = .2  # seconds


class Work(NamedTuple):
    """What a job poses, besides the chunks that it takes.

    Attributes:
        files: What a killed job left.
        part: Name of the file of the results.
        alone: Files that are posed after all others, one picture after the
            other, so that one that kills the job takes no other with it.
        idle: Killed jobs in a row that finished no file.
    """
    files: Files = {}
    part: str = ''
    alone: Files = {}
    idle: int = 0


def submit_jobs(executor, open_poser: Callable[[], Poser], out: Path,
                chunks: Path, numbers: Iterator[int], settings: dict,
                works: Sequence[Work]) -> dict:
    """Start a job for each: job -> its work, with the name of its part.

    Args:
        executor: Of submitit.
        open_poser: Opens the networks in each job.
        out: Folder of the results.
        chunks: Folder of the chunks, see :mod:`.chunks`.
        numbers: Numbers of the next parts.
        settings: Other arguments of the jobs.
        works: Of the jobs.

    Raises:
        OSError: A part cannot be written.
    """
    works = [work._replace(part=start_part(out, next(numbers)))
             for work in works]
    with executor.batch():
        running = [executor.submit(
            _pose_job, open_poser, work, chunks, out, **settings)
            for work in works]
    return dict(zip(running, works))


def run_jobs(submit: Callable[[Sequence[Work]], dict], jobs: int,
             chunks: Path, out: Path) -> Tuple[Files, List[Exception]]:
    """Run jobs until all have ended; replace a killed one at once.

    A progress bar shows how many chunks were taken.

    Args:
        submit: :func:`submit_jobs` with its other arguments.
        jobs: How many run at the same time.
        chunks: Folder of the chunks.
        out: Folder of the results.

    Returns:
        Files that were given up, and errors that jobs returned.
    """
    left: Files = {}
    running, errors = submit([Work()] * jobs), []
    bar = ChunkBar(chunks)
    try:
        while running:
            bar.update()
            ended = [job for job in running if job.done()]
            for job in ended:
                work = running.pop(job)
                killed = _was_killed(job)
                _repeat_skipped(job.stderr() or '')
                if not killed:
                    errors += filter(None, [job.result()])
                    continue
                rest = _rest(work, chunks, out)
                if rest.idle == ATTEMPTS or errors:
                    left.update({**rest.files, **rest.alone})
                elif rest.files or rest.alone or free_files(chunks):
                    running.update(submit([rest]))
            if not ended:
                time.sleep(POLL)
    finally:
        print()
        for job in running:
            job.cancel(check=False)
    return {**left, **free_files(chunks)}, errors


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


def _rest(work: Work, chunks: Path, out: Path) -> Work:
    """What a killed job left; the file at which it was killed comes last.

    Others that were in flight come before it, one at a time. Files that could
    not be read come before the last finished one, and were not in flight.
    """
    files = {**work.files, **taken_by(chunks, work.part)}
    rest, alone = (unfinished(group, out, work.part)
                   for group in (files, work.alone))
    left = len(rest) + len(alone)
    _say([f'A job was killed; {left} of its files are left.'])
    behind = list(takewhile(set(rest).__contains__, reversed(files)))[::-1]
    if behind:
        first, *others = behind[:IN_FLIGHT]
        alone = [*alone, *others, first]
    else:
        alone = [*alone[1:], *alone[:1]]
    rest = [*behind[IN_FLIGHT:], *rest[:len(rest) - len(behind)]]
    drawings = {**files, **work.alone}
    return Work(
        {path: drawings[path] for path in rest},
        alone={path: drawings[path] for path in alone},
        idle=work.idle + 1 if left == len(drawings) else 0)


def _pose_job(open_poser: Callable[[], Poser], work: Work, chunks: Path,
              out: Path, *, threads: Optional[int] = None,
                **settings) -> Optional[Exception]:
    """A job. Its error is returned, since a raised one loses its type."""
    if threads is not None:
        torch.set_num_threads(threads)
    keep_imported()
    drawings: Files = {}

    def pose(groups: Iterable[Files], *, overlap: bool):
        pose_files(poser, _paths(groups, drawings), out, resume=True,
                   formats=(), overlap=overlap, name=work.part,
                   drawings=lambda path: out / drawings[path], **settings)

    try:
        poser = open_poser()
        pose(chain([work.files], take_chunks(chunks, work.part)),
             overlap=True)
        if work.alone:
            poser.batch_size = 1
            pose([work.alone], overlap=False)
    except Exception as error:
        return error
    return None


def _paths(groups: Iterable[Files], drawings: Files) -> Iterator[Path]:
    """All paths; their drawings are known before they are yielded."""
    for group in groups:
        drawings.update(group)
        yield from group


def unfinished(paths: Iterable[Path], out: Path, name: str) -> List[Path]:
    """Files that are not done by ``people.jsonl`` or a part of it."""
    done = done_files(out, name)
    return [path for path in paths if not is_done(path, out, done)]


def done_files(out: Path, name: str) -> dict:
    """Records of finished files in ``people.jsonl`` or a part of it."""
    if not first_line(out / name):
        return {}
    return finished(islice(read_lines(out / name), 1, None))


def _repeat_skipped(text: str):
    _say([line for line in text.splitlines() if line.startswith('skipped: ')])


def _say(lines: Sequence[str]):
    """Below the progress bar, which is on standard output."""
    if lines:
        print(flush=True)
    for line in lines:
        print(line, file=sys.stderr)
