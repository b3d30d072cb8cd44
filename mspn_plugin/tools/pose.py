"""Find and pose everybody in pictures, folders and videos.

    python -m mspn_plugin.tools.pose PICTURES... --out work_dirs/posed

Without more it uses the detector and the network for photographs that ship
with the package (14 joints, trained on LSP: for research).
Drawn pictures and videos land in OUT, as does people.json: for every picture,
or frame of a video, its people's keypoints (x, y in pixels), scores and boxes.
What cannot be read is told of, one line each, and the rest goes on; the exit
code is 0, then, or 1 if some were left out, or 2 if all were.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Callable, Dict, List

import cv2
import numpy as np
from mmengine.logging import MMLogger
from mmengine.utils import ProgressBar
from mmpose.structures import PoseDataSample

import mspn_plugin
from mspn_plugin.inference import (
    PictureError,
    TopDown,
    VideoFrames,
    draw_people,
    find_media,
    is_video,
    read_picture,
)
from mspn_plugin.tools.cli_errors import cli_errors

SHIPPED = Path(mspn_plugin.__file__).parent / '.mim/configs'
#: Of photographs: 14 joints, trained on LSP and LSP-extended.
POSE = (SHIPPED / 'mspn/td-hm_2xmspn18-w24_1xb32-5e_lsp-extended-192x144.py',
        SHIPPED / 'mspn/lsp.pth')
DETECTOR = (SHIPPED / 'detection/rtmdet_r18-w24_1xb32-2e_rendered-people-lsp-'
            '256.py', SHIPPED / 'detection/person.pth')


def people_of(sample: PoseDataSample) -> List[dict]:
    """What people.json says of one picture."""
    found = sample.pred_instances
    return [
        dict(keypoints=keypoints.round(2).tolist(),
             scores=scores.round(4).tolist(),
             box=box.round(2).tolist(),
             box_score=round(float(score), 4))
        for keypoints, scores, box, score in zip(
            found.keypoints.astype(float), found.keypoint_scores.astype(float),
            found.bboxes.astype(float), found.bbox_scores)
    ]


class Poser:
    """One chain for all files.

    Args:
        chain: Pictures -> people.
        out: Folder for what is drawn.
        threshold: Keypoints of a lower score are not drawn.
    """

    def __init__(self, chain: TopDown, out: Path, threshold: float):
        self.chain, self.out, self.threshold = chain, out, threshold
        self.visualizer = chain.visualizer()

    def picture(self, path: Path, target: Path) -> List[dict]:
        """Pose and draw one picture.

        Raises:
            PictureError: It cannot be read.
        """
        people, drawn = self._pose(read_picture(path))
        cv2.imwrite(str(target.with_suffix('.jpg')), drawn)
        return people

    def video(self, path: Path, target: Path) -> List[List[dict]]:
        """Pose and draw every frame that can be read.

        Raises:
            PictureError: It cannot be read.
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
                  'left out.', file=sys.stderr)
        return found

    def _pose(self, picture: np.ndarray):
        sample = self.chain(picture)
        return people_of(sample), draw_people(self.visualizer, picture, sample,
                                              self.threshold)


def pose_all(poser: Poser, paths: List[Path]) -> Dict[str, list]:
    """Every file's people; a file that fails is told of and left out."""
    found, failed = {}, []
    bar = ProgressBar(len(paths))
    for path, target in zip(paths, targets(paths, poser.out)):
        pose: Callable = poser.video if is_video(path) else poser.picture
        try:
            found[str(path)] = pose(path, target)
        except PictureError as error:
            failed.append(f'{path}: {error}')
        except Exception as error:  # one picture must not end a night's batch
            reason = ' '.join(str(error).split())
            failed.append(f'{path}: {type(error).__name__}: {reason}')
        bar.update()
    print()
    for line in failed:
        print(f'left out: {line}', file=sys.stderr)
    return found


def targets(paths: List[Path], out: Path) -> List[Path]:
    """Where each is drawn, without its ending; no two to the same place."""
    taken, found = set(), []
    for path in paths:
        name, number = path.stem, 2
        while name in taken:
            name, number = f'{path.stem}_{number}', number + 1
        taken.add(name)
        found.append(out / f'{name}.any')
    return found


@cli_errors
def main():
    args = parse_args()
    MMLogger.get_instance('mmengine', log_level='ERROR')
    paths = find_media(args.pictures)
    args.out.mkdir(parents=True, exist_ok=True)
    detector = dict() if args.whole else dict(
        detector=args.detector[0], detector_weights=args.detector[1])
    chain = TopDown(
        *args.pose,
        box_threshold=args.box_threshold,
        device=args.device,
        **detector)
    found = pose_all(Poser(chain, args.out, args.threshold), paths)
    (args.out / 'people.json').write_text(
        json.dumps(
            dict(keypoints=list(
                chain.network.dataset_meta['keypoint_id2name'].values()),
                 pictures=found)))
    print(f'{len(found)} of {len(paths)} posed: see {args.out.resolve()}')
    sys.exit(0 if len(found) == len(paths) else 1 if found else 2)


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('pictures', nargs='+',
                        help='pictures, videos, folders of them')
    parser.add_argument('--out', type=Path, default=Path('work_dirs/posed'))
    add_networks(parser)
    parser.add_argument('--threshold', type=float, default=0.3,
                        help='keypoints of a lower score are not drawn')
    return parser.parse_args()


def add_networks(parser: argparse.ArgumentParser):
    """Options that say which networks, here and on the demo page."""
    files = dict(nargs=2, metavar=('CONFIG', 'WEIGHTS'))
    parser.add_argument('--pose', default=POSE, **files)
    parser.add_argument('--detector', default=DETECTOR, **files)
    parser.add_argument('--whole', action='store_true',
                        help='no detector: a picture is one person')
    parser.add_argument('--box-threshold', type=float, default=0.3)
    parser.add_argument('--device', default='cpu')


if __name__ == '__main__':
    main()
