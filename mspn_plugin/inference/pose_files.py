"""Pose many files; report failures and keep finished results."""

import sys
from itertools import groupby
from pathlib import Path
from typing import Dict, Iterator, List, Optional, Sequence

from mmengine.utils import ProgressBar

from ..visualization import default_threshold
from .atomic_files import is_full
from .file_poser import FilePoser, fingerprint
from .media import is_video, printable
from .output_names import OutputNames
from .pictures import PictureError
from .poser import Poser
from .result_log import ResultLog
from .seconds import milliseconds


def pose_files(poser: Poser,
               paths: Sequence[Path],
               out: Path,
               *,
               folders: Sequence[Path] = (),
               threshold: Optional[float] = None,
               resume: bool = False,
               formats: Sequence[str] = ('json', ),
               every: int = 1,
               smooth: bool = False,
               name: str = 'people.jsonl',
               drawings: Optional[Dict[str, str]] = None) -> int:
    """Pose every file; write drawings, ``people.jsonl`` and other formats.

    A file that fails is skipped, and one line on stderr names it. If it is
    interrupted, the results so far are kept.

    Args:
        poser: Poses each picture.
        paths: Pictures and videos.
        out: Folder of the drawings and results.
        folders: Files in these keep their sub-folders in ``out``.
        threshold: Of the drawing, see :func:`draw_people`.
        resume: Whether to skip files that ``people.jsonl`` has, unless the
            file has changed or its drawing is missing.
        formats: Formats of the results, see :class:`ResultLog`.
        every: In videos, the detector looks at every so many-th frame.
        smooth: Whether to smooth the keypoints of videos.
        name: Of the file that gets a line after each picture.
        drawings: Drawings relative to ``out``, by the printable path of the
            file; None: they are named here.

    Returns:
        The number of files that were posed.

    Raises:
        OSError: The results cannot be written, or the disk is full.
        ValueError: ``resume``, and the existing results have other settings.
    """
    if threshold is None:
        threshold = default_threshold(
            poser.topdown.network.calibration is not None)
    log = ResultLog(
        out, dict(header(poser, threshold), video=dict(
            every=every, smooth=smooth)), resume=resume, formats=formats,
        name=name)
    names = OutputNames(out, folders, {**(drawings or {}), **{
        path: record['drawing'] for path, record in log.done.items()}})
    todo = [path for path in paths if not is_done(path, out, log.done)]
    file_poser = FilePoser(
        poser, log, threshold=threshold, every=every, smooth=smooth)
    failed: Dict[Path, Exception] = {}
    bar = ProgressBar(len(todo))
    try:
        for group in _groups(todo, poser.batch_size):
            found = _pose(file_poser, {path: names(path) for path in group})
            failed.update(found)
            _stop_if_full(found.values(), out)
            bar.update(len(group))
    finally:
        print()
        for path, error in failed.items():
            print(f'skipped: {printable(path)}: {_reason(error)}',
                  file=sys.stderr)
        log.close()
    print(milliseconds(poser.seconds, file_poser.count))
    return len(paths) - len(failed)


def header(poser: Poser, threshold: float) -> dict:
    """What all results share."""
    meta = poser.topdown.network.dataset_meta
    return dict(
        keypoints=list(meta['keypoint_id2name'].values()),
        skeleton=[list(link) for link in meta['skeleton_links']],
        networks=poser.files,
        thresholds=dict(box=poser.topdown.box_threshold, drawing=threshold))


def _groups(paths: Sequence[Path], size: int) -> Iterator[List[Path]]:
    """Groups of one video or of at most ``size`` pictures."""
    for video, group in groupby(paths, is_video):
        group = list(group)
        step = 1 if video else size
        for start in range(0, len(group), step):
            yield group[start:start + step]


def _pose(poser: FilePoser, drawings: Dict[Path, Path]
          ) -> Dict[Path, Exception]:
    (path, target), *_ = drawings.items()
    if not is_video(path):
        return poser.pictures(drawings)
    try:
        poser.video(path, target)
    except Exception as error:  # one file must not end a long batch
        return {path: error}
    return {}


def is_done(path: Path, out: Path, done: Dict[str, dict]) -> bool:
    """Whether a file has a record and a drawing and was not changed since.

    Args:
        path: Path of the file.
        out: Folder of the drawings.
        done: Records by path, see :func:`.result_lines.finished`.
    """
    record = done.get(printable(path))
    return (record is not None
            and fingerprint(path).items() <= record.items()
            and (out / record['drawing']).exists())


def _stop_if_full(errors, out: Path):
    for error in filter(is_full, errors):
        raise OSError(
            error.errno, f'The disk of {printable(out)} is full. Free some '
            'space and continue with --resume') from error


def _reason(error: Exception) -> str:
    text = ' '.join(str(error).split())
    if isinstance(error, PictureError):
        return text
    return f'{type(error).__name__}: {text}'
