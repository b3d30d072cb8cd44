"""Pose many files in several processes, or on the machines of a cluster.

submitit (MIT) runs the jobs: as processes of this machine, or on Slurm. Ray
was the alternative: its wheel has 70 MB, and it needs a cluster of its own.
"""

import shutil
import sys
from pathlib import Path
from typing import Callable, List, Optional, Sequence

import torch

from .media import printable
from .output_names import OutputNames
from .pose_files import is_done, pose_files
from .poser import Poser
from .result_files import check_own, write_formats
from .result_lines import finished, read_lines
from .result_parts import LOG, merge_parts, remove_results, start_parts

FOLDER = '.mspn_jobs'  # submitit's files, in the folder of the results
#: Rounds of jobs in which no file is finished, before the rest is given up.
ATTEMPTS = 3
DAY = 24 * 60  # minutes


def pose_in_jobs(open_poser: Callable[[], Poser],
                 paths: Sequence[Path],
                 out: Path,
                 *,
                 jobs: int,
                 cluster: str = 'local',
                 options: Optional[dict] = None,
                 folders: Sequence[Path] = (),
                 resume: bool = False,
                 formats: Sequence[str] = ('json', ),
                 **settings) -> int:
    """Pose every file as :func:`.pose_files.pose_files` does, in jobs.

    Each job poses every n-th file and writes a part of ``people.jsonl``; the
    parts are merged when all jobs have ended. What a killed job left is posed
    by other jobs, and the file at which it was killed comes last.

    Args:
        open_poser: Opens the networks in each job; it is pickled.
        paths: Pictures and videos.
        out: Folder of the drawings and results, which all machines see.
        jobs: Number of jobs.
        cluster: ``local`` or ``slurm``.
        options: Parameters of submitit's executor, such as
            ``slurm_partition`` or ``gpus_per_node``.
        folders: Files in these keep their sub-folders in ``out``.
        resume: Whether to skip files that are done.
        formats: Formats of the results.
        settings: Other arguments of :func:`.pose_files.pose_files`.

    Returns:
        The number of files that were posed.

    Raises:
        ModuleNotFoundError: submitit is not installed.
        OSError: The results cannot be written, or the disk is full.
        ValueError: ``jobs`` is less than 1; or ``resume``, and the existing
            results have other settings; or there is no such cluster or
            parameter.
    """
    if jobs < 1:
        raise ValueError(f'`jobs` is {jobs}; it has to be 1 or more.')
    executor = _executor(out, cluster, options)
    check_own(out, formats)
    if not resume:
        remove_results(out)
    merge_parts(out, paths)  # of a run that was stopped
    if cluster == 'local':  # the jobs share this machine
        settings['threads'] = max(1, torch.get_num_threads() // jobs)
    todo, idle, careful = _unfinished(paths, out), 0, False
    while todo and idle < ATTEMPTS:
        left = _run(executor, open_poser, todo, out, paths, jobs=jobs,
                    folders=folders, careful=careful, settings=settings)
        idle = idle + 1 if len(left) == len(todo) else 0
        todo, careful = left, True
    for path in todo:
        print(f'skipped: {printable(path)}: the jobs that posed it were '
              'killed', file=sys.stderr)
    if not todo:
        shutil.rmtree(out / FOLDER, ignore_errors=True)
    if (out / LOG).exists():
        write_formats(out / LOG, formats)
    return len(paths) - len(_unfinished(paths, out))


def _executor(out: Path, cluster: str, options: Optional[dict]):
    import submitit  # optional
    try:
        executor = submitit.AutoExecutor(out / FOLDER, cluster=cluster)
        executor.update_parameters(
            **{'name': 'mspn-pose', 'timeout_min': DAY, **(options or {})})
    except (NameError, RuntimeError) as error:  # no parameter; no cluster
        raise ValueError(f'{cluster} jobs cannot be started: {error}'
                         ) from error
    return executor


def _run(executor, open_poser: Callable, todo: List[Path], out: Path,
         order: Sequence[Path], *, jobs: int, folders: Sequence[Path],
         careful: bool, settings: dict) -> List[Path]:
    """Pose files in one round of jobs; what killed jobs left, suspects last.

    Raises:
        Exception: Of the first job that raised one.
    """
    names = OutputNames(out, folders, {
        path: record['drawing'] for path, record in _done(out).items()})
    shards = [todo[i::jobs] for i in range(min(jobs, len(todo)))]
    drawings = [{printable(path): str(names(path).relative_to(out))
                 for path in shard} for shard in shards]
    with executor.batch():
        running = [
            executor.submit(_pose_shard, open_poser, shard, out, name=name,
                            drawings=drawn, careful=careful, **settings)
            for shard, name, drawn in zip(
                shards, start_parts(out, len(shards)), drawings)]
    try:
        killed = [job.exception() is not None for job in running]
    finally:
        for job in running:
            if not job.done():
                job.cancel(check=False)
    merge_parts(out, order)
    errors = [job.result() for job, gone in zip(running, killed) if not gone]
    for job in running:
        _repeat_skipped(job.stderr() or '')
    for error in filter(None, errors):
        raise error
    left = [_unfinished(shard, out)
            for shard, gone in zip(shards, killed) if gone]
    if left:
        print(f'{len(left)} of {len(shards)} jobs were killed; '
              f'{sum(map(len, left))} files are left.', file=sys.stderr)
    return [path for shard in left for path in shard[1:]] + [
        path for shard in left for path in shard[:1]]


def _pose_shard(open_poser: Callable[[], Poser], paths: List[Path], out: Path,
                *, careful: bool, threads: Optional[int] = None,
                **settings) -> Optional[Exception]:
    """A job. Its error is returned, since a raised one loses its type."""
    if threads is not None:
        torch.set_num_threads(threads)
    try:
        poser = open_poser()
        if careful:  # one picture must not take others with it
            poser.batch_size = 1
        pose_files(poser, paths, out, resume=True, formats=(), **settings)
    except Exception as error:
        return error
    return None


def _done(out: Path) -> dict:
    log = out / LOG
    lines = read_lines(log) if log.exists() else iter(())
    next(lines, None)
    return finished(lines)


def _unfinished(paths: Sequence[Path], out: Path) -> List[Path]:
    done = _done(out)
    return [path for path in paths if not is_done(path, out, done)]


def _repeat_skipped(text: str):
    for line in text.splitlines():
        if line.startswith('skipped: '):
            print(line, file=sys.stderr)
