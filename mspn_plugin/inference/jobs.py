"""Pose many files in several processes, or on the machines of a cluster.

submitit (MIT) runs the jobs: as processes of this machine, or on Slurm. Ray
was the alternative: its wheel has 70 MB, and it needs a cluster of its own.
"""

import shutil
import sys
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Callable, Dict, Optional, Sequence

import torch

from .chunk_jobs import done_files, run_jobs, submit_jobs, unfinished
from .chunks import write_chunks
from .media import printable
from .output_names import OutputNames
from .poser import Poser
from .result_files import check_own, write_formats
from .result_parts import LOG, merge_parts, remove_results

FOLDER = '.mspn_jobs'  # submitit's files, in the folder of the results
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

    Each job takes chunks of the files until none is left, and writes a part
    of ``people.jsonl``; the parts are merged when all jobs have ended. What a
    killed job left is posed by a new job at once, and the file at which it
    was killed comes last.

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
    drawings = _drawings(unfinished(paths, out, LOG), out, folders)
    (out / FOLDER).mkdir(exist_ok=True)
    with TemporaryDirectory(dir=out / FOLDER) as name:
        chunks = Path(name)
        submit = partial(submit_jobs, executor, open_poser, out, chunks,
                         count(), settings)
        left, errors = run_jobs(
            submit, min(jobs, write_chunks(chunks, drawings, jobs)), chunks,
            out)
    merge_parts(out, paths)
    for error in errors:
        raise error
    for path in left:
        print(f'skipped: {printable(path)}: the jobs that posed it were '
              'killed', file=sys.stderr)
    if not left:
        shutil.rmtree(out / FOLDER, ignore_errors=True)
    if (out / LOG).exists():
        write_formats(out / LOG, formats)
    return len(paths) - len(unfinished(paths, out, LOG))


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


def _drawings(todo: Sequence[Path], out: Path,
              folders: Sequence[Path]) -> Dict[Path, str]:
    """Names of the drawings, relative to ``out``."""
    done = done_files(out, LOG)
    names = OutputNames(out, folders, {
        path: record['drawing'] for path, record in done.items()})
    return {path: str(names(path).relative_to(out)) for path in todo}
