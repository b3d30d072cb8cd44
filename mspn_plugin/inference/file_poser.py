"""Poses of all people in files: results as data, and drawings."""

import sys
from pathlib import Path
from typing import Callable, Dict, List, Optional, Sequence, Tuple

import cv2
import numpy as np
from mmengine.utils import ProgressBar
from mmpose.structures import PoseDataSample

from ..visualization import build_visualizer, draw_people
from .drawn_video import DrawnVideo
from .media import is_video, printable
from .pictures import PictureError, read_picture
from .results import ResultFiles, write_atomically
from .topdown import TopDown
from .video_frames import VideoFrames


class FilePoser:
    """Poses and draws the people in pictures and videos.

    Args:
        topdown: Detector and pose network.
        out: Folder of the drawings.
        threshold: Keypoints of a lower score are not drawn.
    """

    def __init__(self, topdown: TopDown, out: Path, threshold: float = 0.3):
        self.topdown, self.out, self.threshold = topdown, out, threshold
        self.visualizer = build_visualizer(topdown.network.dataset_meta)

    def picture(self, path: Path, target: Path) -> List[dict]:
        """Pose and draw one picture.

        Raises:
            PictureError: It cannot be read.
            OSError: The drawing cannot be written.
        """
        people, drawn = self._pose(read_picture(path))
        encoded = cv2.imencode('.jpg', drawn)[1].tobytes()
        write_atomically(target.with_suffix('.jpg'), encoded)
        return people

    def video(self, path: Path,
              target: Path) -> List[Optional[List[dict]]]:
        """Pose and draw every frame that can be read.

        Returns:
            The people of each frame; None for one that cannot be read.

        Raises:
            PictureError: The video cannot be read.
            OSError: The drawn video cannot be written.
        """
        frames, found = VideoFrames(path), []
        print(f'\n{printable(path)}')
        bar = ProgressBar(len(frames))
        with DrawnVideo(target.with_suffix('.mp4'), frames.fps) as drawing:
            for frame in frames:
                people, drawn = self._pose(frame)
                drawing.write(drawn)
                found += [None] * (frames.index - len(found)) + [people]
                bar.update()
        if frames.lost:
            print(f'\n{printable(path)}: {frames.lost} frames could not be '
                  'read and were left out.', file=sys.stderr)
        return found

    def _pose(self, picture: np.ndarray) -> Tuple[List[dict], np.ndarray]:
        sample = self.topdown(picture)
        return people_as_dicts(sample), draw_people(
            self.visualizer, picture, sample, self.threshold)


def people_as_dicts(sample: PoseDataSample) -> List[dict]:
    """Keypoints (x, y in pixels), scores and boxes, ready for JSON."""
    found = sample.pred_instances
    return [
        dict(
            keypoints=keypoints.round(2).tolist(),
            scores=scores.round(4).tolist(),
            box=box.round(2).tolist(),
            box_score=round(float(score), 4))
        for keypoints, scores, box, score in zip(
            found.keypoints.astype(float), found.keypoint_scores.astype(float),
            found.bboxes.astype(float), found.bbox_scores)
    ]


def pose_files(poser: FilePoser,
               paths: Sequence[Path],
               *,
               folders: Sequence[Path] = (),
               resume: bool = False) -> Dict[str, list]:
    """Pose every file; write ``people.jsonl`` and ``people.json``.

    A file that fails is skipped, and one line on stderr names it. When it is
    interrupted, ``people.json`` holds what was posed.

    Args:
        poser: What to pose with.
        paths: Pictures and videos.
        folders: Sub-folders of these are kept in the folder of the drawings.
        resume: Whether to skip what ``people.jsonl`` holds.

    Returns:
        The people of every picture, or of every frame of a video, by path.

    Raises:
        OSError: The results cannot be written.
        ValueError: To be resumed, but of other keypoints.
    """
    names = poser.topdown.network.dataset_meta['keypoint_id2name']
    results = ResultFiles(poser.out, list(names.values()), resume=resume)
    failed, bar = [], ProgressBar(len(paths))
    try:
        targets = output_paths(paths, poser.out, folders)
        for path, target in zip(paths, targets):
            if str(path) not in results.found:
                reason = _pose_file(poser, path, target, results)
                failed += [f'{printable(path)}: {reason}'] if reason else []
            bar.update()
    finally:
        results.close()
    print()
    for line in failed:
        print(f'left out: {line}', file=sys.stderr)
    return {str(p): results.found[str(p)] for p in paths
            if str(p) in results.found}


def _pose_file(poser: FilePoser, path: Path, target: Path,
               results: ResultFiles) -> Optional[str]:
    """Why the file failed, or None."""
    pose: Callable = poser.video if is_video(path) else poser.picture
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        people = pose(path, target)
    except PictureError as error:
        return str(error)
    except Exception as error:  # one file must not end a long batch
        reason = ' '.join(str(error).split())
        return f'{type(error).__name__}: {reason}'
    results.add(path, people)


def output_paths(paths: Sequence[Path],
                 out: Path,
                 folders: Sequence[Path] = ()) -> List[Path]:
    """Where each file is drawn, with a suffix to replace; all different.

    Args:
        paths: Of the files.
        out: Folder of the drawings.
        folders: A file in one of these keeps its sub-folder.
    """
    taken, found = set(), []
    for path in paths:
        around = next((f for f in folders if f in path.parents), path.parent)
        folder = out / path.parent.relative_to(around)
        name, number = path.stem, 2
        while (folder, name.lower()) in taken:  # as some file systems do
            name, number = f'{path.stem}_{number}', number + 1
        taken.add((folder, name.lower()))
        found.append(folder / f'{name}.any')
    return found
