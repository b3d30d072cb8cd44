"""Poses of all people in pictures and videos, as data and as drawings."""

import json
import sys
from pathlib import Path
from typing import Callable, Dict, List, Sequence, Tuple

import cv2
import numpy as np
from mmengine.utils import ProgressBar
from mmpose.structures import PoseDataSample

from ..visualization import build_visualizer, draw_people
from .pictures import PictureError, is_video, read_picture
from .topdown import TopDown
from .video_frames import VideoFrames


class FilePoser:
    """Poses and draws the people in pictures and videos.

    Args:
        topdown: Detector and pose network.
        out: Folder for the drawings.
        threshold: Keypoints with a lower score are not drawn.
    """

    def __init__(self, topdown: TopDown, out: Path, threshold: float = 0.3):
        self.topdown, self.out, self.threshold = topdown, out, threshold
        self.visualizer = build_visualizer(topdown.network.dataset_meta)

    def picture(self, path: Path, target: Path) -> List[dict]:
        """Pose and draw one picture.

        Raises:
            PictureError: The picture cannot be read.
        """
        people, drawn = self._pose(read_picture(path))
        cv2.imwrite(str(target.with_suffix('.jpg')), drawn)
        return people

    def video(self, path: Path, target: Path) -> List[List[dict]]:
        """Pose and draw every frame that can be read.

        Raises:
            PictureError: The video cannot be read.
        """
        frames, writer, found = VideoFrames(path), None, []
        print(f'\n{path}')
        bar = ProgressBar(len(frames))
        try:
            for frame in frames:
                people, drawn = self._pose(frame)
                if writer is None:
                    writer = cv2.VideoWriter(
                        str(target.with_suffix('.mp4')),
                        cv2.VideoWriter_fourcc(*'mp4v'), frames.fps,
                        drawn.shape[1::-1])
                writer.write(drawn)
                found.append(people)
                bar.update()
        finally:
            if writer is not None:
                writer.release()
        if frames.lost:
            print(f'\n{path}: {frames.lost} frames could not be read and were '
                  'skipped.', file=sys.stderr)
        return found

    def _pose(self, picture: np.ndarray) -> Tuple[List[dict], np.ndarray]:
        sample = self.topdown(picture)
        return people_as_dicts(sample), draw_people(
            self.visualizer, picture, sample, self.threshold)


def people_as_dicts(sample: PoseDataSample) -> List[dict]:
    """Keypoints (x, y in pixels), scores and boxes, as JSON types."""
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


def pose_files(poser: FilePoser, paths: Sequence[Path]) -> Dict[str, list]:
    """Pose every file and write ``people.json``.

    Files that fail are skipped; stderr names each in one line.

    Args:
        poser: Poses and draws each file.
        paths: Pictures and videos.

    Returns:
        The people of every picture, or of every frame of a video, by path.
    """
    found, failed = {}, []
    bar = ProgressBar(len(paths))
    for path, target in zip(paths, output_paths(paths, poser.out)):
        pose: Callable = poser.video if is_video(path) else poser.picture
        try:
            found[str(path)] = pose(path, target)
        except PictureError as error:
            failed.append(f'{path}: {error}')
        except Exception as error:  # one file must not end a long batch
            reason = ' '.join(str(error).split())
            failed.append(f'{path}: {type(error).__name__}: {reason}')
        bar.update()
    print()
    for line in failed:
        print(f'skipped: {line}', file=sys.stderr)
    names = poser.topdown.network.dataset_meta['keypoint_id2name']
    (poser.out / 'people.json').write_text(
        json.dumps(dict(keypoints=list(names.values()), pictures=found)))
    return found


def output_paths(paths: Sequence[Path], out: Path) -> List[Path]:
    """One distinct output path for each file; the suffix is replaced."""
    taken, found = set(), []
    for path in paths:
        name, number = path.stem, 2
        while name in taken:
            name, number = f'{path.stem}_{number}', number + 1
        taken.add(name)
        found.append(out / f'{name}.any')
    return found
