"""Poses of all people in files: drawings and records."""

import sys
from contextlib import contextmanager, nullcontext
from itertools import chain
from pathlib import Path
from typing import (
    ContextManager,
    Dict,
    Iterable,
    Iterator,
    List,
    Optional,
    Tuple,
    TypeVar,
    Union,
)

from mmengine.utils import ProgressBar

from .drawings import write_drawing
from .media import printable
from .pictures import read_picture
from .poser import Poser
from .prefetch import prefetched
from .result_log import ResultLog
from .results import People
from .seconds import timed
from .source_batches import batches
from .sources import Source

T = TypeVar('T')
File = Tuple[Path, Path]  # a file; its drawing
Outcome = Tuple[Path, Optional[Exception]]  # a file; why it failed


class FilePoser:
    """Poses and draws the people in files, and logs them.

    Args:
        poser: Detector and pose network.
        log: Gets a record of each picture; of a video, one of each frame and
            one of the whole.
        threshold: Of the drawing, see :func:`draw_people`.
        every: In videos, the detector looks at every so many-th frame.
        smooth: Filter of the keypoints of videos, see ``Poser.stream``.
        overlap: Whether a batch is drawn while the next one is posed and the
            one after is read, in two other threads.

    Attributes:
        count: Pictures and frames so far.
    """

    def __init__(self,
                 poser: Poser,
                 log: ResultLog,
                 *,
                 threshold: Optional[float] = None,
                 every: int = 1,
                 smooth: Union[bool, str] = False,
                 overlap: bool = True):
        self.poser, self.log, self.threshold = poser, log, threshold
        self.every, self.smooth, self.overlap = every, smooth, overlap
        self.count = 0

    def pictures(self, files: Iterable[File]) -> Iterator[Outcome]:
        """Pose pictures in batches; those that cannot be read come last.

        Args:
            files: Paths of the pictures and their drawings. With ``overlap``
                another thread iterates over them.
        """
        drawings: Dict[Path, Path] = {}
        unread: Dict[Path, Exception] = {}
        sources = self._read(files, drawings, unread)
        with self._ahead(self._batches(sources)) as read, \
                self._ahead(map(self._pose, read)) as posed:
            for path, people in chain.from_iterable(posed):
                yield path, self._finish(people, drawings.pop(path))
        yield from unread.items()

    def _batches(self, pictures: Iterable) -> Iterator[list]:
        return batches(pictures, self.poser.batch_size)

    def _ahead(self, items: Iterable[T]) -> ContextManager[Iterator[T]]:
        return prefetched(items) if self.overlap else nullcontext(items)

    def _read(self, files: Iterable[File], drawings: Dict[Path, Path],
              unread: Dict[Path, Exception]) -> Iterator[Source]:
        for path, drawing in files:
            drawings[path] = drawing
            try:
                with timed(self.poser.seconds, 'reading'):
                    source = Source(read_picture(path), path)
            except Exception as error:  # one file must not end the others
                unread[path] = error
            else:
                yield source

    def _pose(self, sources: List[Source]
              ) -> List[Tuple[Path, Union[People, Exception]]]:
        """The people of each picture; one by one if the batch fails."""
        try:
            found = self.poser.pose(sources)
        except Exception as error:
            if len(sources) > 1:
                return [pair for source in sources
                        for pair in self._pose([source])]
            found = [error]
        return [(source.path, people)
                for source, people in zip(sources, found)]

    def _finish(self, people: Union[People, Exception],
                target: Path) -> Optional[Exception]:
        if isinstance(people, Exception):
            return people
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with timed(self.poser.seconds, 'drawing'):
                write_drawing(target, people.draw(threshold=self.threshold))
            self.log.add({**people.to_dict(),
                          **self._common(people.path, target)})
        except Exception as error:
            return error
        self.count += 1
        return None

    def videos(self, files: Iterable[File]) -> Iterator[Outcome]:
        """Pose and draw the frames of videos that can be decoded.

        Args:
            files: Paths of the videos and their drawings.
        """
        for path, target in files:
            failed = None
            try:
                self._video(path, target)
            except Exception as error:
                failed = error
            yield path, failed

    def _video(self, path: Path, target: Path):
        from .drawn_video import drawn_video  # their library is optional
        from .video_frames import VideoFrames
        target.parent.mkdir(parents=True, exist_ok=True)
        common = self._common(path, target)
        frames = VideoFrames(path)
        print(f'\n{common["path"]}')
        bar = ProgressBar(len(frames))
        sources = (Source(picture, path, number, time)
                   for picture, number, time in frames)
        with drawn_video(target, frames.fps, sound_of=path) as drawing, \
                self._posed_frames(sources) as posed:
            for people in posed:
                with timed(self.poser.seconds, 'drawing'):
                    drawing.write(
                        people.draw(threshold=self.threshold), people.time)
                self.log.add(people.to_dict())
                self.count += 1
                bar.update()
        if frames.lost:
            print(f'\n{common["path"]}: {frames.lost} frames could not be '
                  'read and were skipped.', file=sys.stderr)
        height, width = people.size
        self.log.add(dict(common, width=width, height=height, fps=frames.fps,
                          frames=frames.count, lost=frames.lost))

    @contextmanager
    def _posed_frames(self, sources: Iterable[Source]
                      ) -> Iterator[Iterator[People]]:
        with self._ahead(self._batches(sources)) as read:
            posed = self.poser.stream(
                chain.from_iterable(read), every=self.every,
                smooth=self.smooth)
            with self._ahead(self._batches(posed)) as found:
                yield chain.from_iterable(found)

    def _common(self, path: Path, target: Path) -> dict:
        return dict(path=printable(path), **fingerprint(path),
                    drawing=str(target.relative_to(self.log.path.parent)))


def fingerprint(path: Path) -> dict:
    """Size in bytes and time of the last change, in nanoseconds."""
    stat = path.stat()
    return dict(bytes=stat.st_size, modified=stat.st_mtime_ns)
