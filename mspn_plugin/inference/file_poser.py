"""Poses of all people in files: drawings and records."""

import sys
from pathlib import Path
from typing import Dict, List, Optional

from mmengine.utils import ProgressBar

from .drawings import write_drawing
from .media import printable
from .pictures import read_picture
from .poser import Poser
from .result_log import ResultLog
from .seconds import timed
from .sources import Source


class FilePoser:
    """Poses and draws the people in files, and logs them.

    Args:
        poser: Detector and pose network.
        log: Gets a record of each picture; of a video, one of each frame and
            one of the whole.
        threshold: Of the drawing, see :func:`draw_people`.
        every: In videos, the detector looks at every so many-th frame.
        smooth: Whether to smooth the keypoints of videos.

    Attributes:
        count: Pictures and frames so far.
    """

    def __init__(self,
                 poser: Poser,
                 log: ResultLog,
                 *,
                 threshold: Optional[float] = None,
                 every: int = 1,
                 smooth: bool = False):
        self.poser, self.log, self.threshold = poser, log, threshold
        self.every, self.smooth = every, smooth
        self.count = 0

    def pictures(self, drawings: Dict[Path, Path]) -> Dict[Path, Exception]:
        """Pose pictures in one batch.

        Args:
            drawings: Paths of the drawings, by the path of the picture.

        Returns:
            Why a picture failed, of those that did.
        """
        read, failed = [], {}
        for path in drawings:
            try:
                read.append(self._read(path))
            except Exception as error:  # one file must not end the batch
                failed[path] = error
        for source, people in self._pose(read, failed):
            try:
                self._finish(people, drawings[source.path])
            except Exception as error:
                failed[source.path] = error
        return failed

    def _read(self, path: Path) -> Source:
        with timed(self.poser.seconds, 'reading'):
            return Source(read_picture(path), path)

    def _pose(self, sources: List[Source],
              failed: Dict[Path, Exception]) -> List[tuple]:
        """Pictures with their people; one by one if the batch fails."""
        try:
            return list(zip(sources, self.poser.pose(sources)))
        except Exception as error:
            if len(sources) == 1:
                failed[sources[0].path] = error
                return []
        return [pair for source in sources
                for pair in self._pose([source], failed)]

    def _finish(self, people, target: Path):
        target.parent.mkdir(parents=True, exist_ok=True)
        with timed(self.poser.seconds, 'drawing'):
            write_drawing(target, people.draw(threshold=self.threshold))
        self.log.add({**people.to_dict(),
                      **self._common(people.path, target)})
        self.count += 1

    def video(self, path: Path, target: Path):
        """Pose and draw the frames of a video that can be decoded.

        Raises:
            PictureError: The file cannot be read.
            OSError: The drawing or a record cannot be written.
        """
        from .drawn_video import drawn_video  # their library is optional
        from .video_frames import VideoFrames
        target.parent.mkdir(parents=True, exist_ok=True)
        common = self._common(path, target)
        frames = VideoFrames(path)
        print(f'\n{common["path"]}')
        bar = ProgressBar(len(frames))
        sources = (Source(picture, path, number, time)
                   for picture, number, time in frames)
        with drawn_video(target, frames.fps, sound_of=path) as drawing:
            for people in self.poser.stream(
                    sources, every=self.every, smooth=self.smooth):
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

    def _common(self, path: Path, target: Path) -> dict:
        return dict(path=printable(path), **fingerprint(path),
                    drawing=str(target.relative_to(self.log.path.parent)))


def fingerprint(path: Path) -> dict:
    """Size in bytes and time of the last change, in nanoseconds."""
    stat = path.stat()
    return dict(bytes=stat.st_size, modified=stat.st_mtime_ns)
