"""Pose many files; report failures and keep finished results."""

import sys
from contextlib import closing, contextmanager
from itertools import groupby
from pathlib import Path
from typing import (
    Callable,
    Dict,
    Iterable,
    Iterator,
    List,
    Optional,
    Sequence,
    Union,
)

from mmengine.utils import ProgressBar

from ..visualization import default_threshold
from .atomic_files import is_full
from .file_poser import File, FilePoser, fingerprint
from .media import is_video, printable
from .output_names import OutputNames
from .pictures import PictureError
from .poser import Poser
from .result_log import ResultLog
from .seconds import milliseconds


def pose_files(poser: Poser,
               paths: Iterable[Path],
               out: Path,
               *,
               folders: Sequence[Path] = (),
               threshold: Optional[float] = None,
               resume: bool = False,
               formats: Sequence[str] = ('json', ),
               every: int = 1,
               smooth: Union[bool, str] = False,
               overlap: bool = True,
               name: str = 'people.jsonl',
               drawings: Optional[Callable[[Path], Path]] = None) -> int:
    """Pose every file; write drawings, ``people.jsonl`` and other formats.

    A file that fails is skipped, and one line on stderr names it. If it is
    interrupted, the results so far are kept.

    Args:
        poser: Poses each picture.
        paths: Pictures and videos. The progress bar of a sequence shows what
            is left of it.
        out: Folder of the drawings and results.
        folders: Files in these keep their sub-folders in ``out``.
        threshold: Of the drawing, see :func:`draw_people`.
        resume: Whether to skip files that ``people.jsonl`` has, unless the
            file has changed or its drawing is missing.
        formats: Formats of the results, see :class:`ResultLog`.
        every: In videos, the detector looks at every so many-th frame.
        smooth: Filter of the keypoints of videos, see ``Poser.stream``.
        overlap: Whether files are read and drawn beside the networks, see
            :class:`FilePoser`.
        name: Of the file that gets a line after each picture.
        drawings: Returns the path of the drawing of a file; None:
            :class:`OutputNames`.

    Returns:
        The number of files that were posed, here or in an earlier run.

    Raises:
        OSError: The results cannot be written, or the disk is full.
        ValueError: ``resume``, and the existing results have other settings.
    """
    if threshold is None:
        threshold = default_threshold(
            poser.topdown.network.calibration is not None)
    settings = dict(every=every, smooth=smooth)
    failed: Dict[Path, Exception] = {}
    with _advice_if_full(out):
        log = ResultLog(
            out, dict(header(poser, threshold), video=settings),
            resume=resume, formats=formats, name=name)
        names = drawings or OutputNames(out, folders, {
            path: record['drawing'] for path, record in log.done.items()})
        seen: List[Path] = []
        todo: Iterable[File] = (
            (path, names(path)) for path in _noted(paths, seen)
            if not is_done(path, out, log.done))
        if isinstance(paths, Sequence):
            todo = list(todo)
        file_poser = FilePoser(
            poser, log, threshold=threshold, overlap=overlap, **settings)
        try:
            _pose_all(file_poser, todo, failed)
        finally:
            print()
            for path, error in failed.items():
                print(f'skipped: {printable(path)}: {_reason(error)}',
                      file=sys.stderr)
            log.close()
    print(milliseconds(poser.seconds, file_poser.count))
    return len(seen) - len(failed)


def header(poser: Poser, threshold: float) -> dict:
    """What all results share."""
    meta = poser.topdown.network.dataset_meta
    return dict(
        keypoints=list(meta['keypoint_id2name'].values()),
        skeleton=[list(link) for link in meta['skeleton_links']],
        networks=poser.files,
        thresholds=dict(
            box=poser.topdown.box_threshold,
            lone_box=poser.topdown.lone_box_threshold,
            drawing=threshold))


def _noted(paths: Iterable[Path], seen: List[Path]) -> Iterator[Path]:
    for path in paths:
        seen.append(path)
        yield path


def _pose_all(poser: FilePoser, files: Iterable[File],
              failed: Dict[Path, Exception]):
    """Pose pictures and videos; note why a file failed.

    Raises:
        OSError: The disk is full.
    """
    bar = ProgressBar(len(files) if isinstance(files, Sequence) else 0)
    for video, group in groupby(files, lambda file: is_video(file[0])):
        pose = poser.videos if video else poser.pictures
        with closing(pose(group)) as outcomes:
            for path, error in outcomes:
                bar.update()
                if error is not None:
                    failed[path] = error
                    if is_full(error):
                        raise error


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


@contextmanager
def _advice_if_full(out: Path) -> Iterator[None]:
    """Say what to do if the disk is full, whichever file was written."""
    try:
        yield
    except OSError as error:
        if not is_full(error):
            raise
        raise OSError(
            error.errno, f'The disk of {printable(out)} is full. Free some '
            'space and continue with --resume') from error


def _reason(error: Exception) -> str:
    text = ' '.join(str(error).split())
    if isinstance(error, PictureError):
        return text
    return f'{type(error).__name__}: {text}'
