"""Pose all people in pictures, folders and videos.

    python -m mspn_plugin.tools.pose PICTURES... --out work_dirs/posed

The default networks are for photographs (19 keypoints, or 14 without timm; for
research only). OUT gets the drawings and people.json, which has the keypoints
(x, y in pixels), scores and boxes of the people in every picture or frame.
Unreadable files are skipped; stderr names each in one line.
Exit code: 0; 1 if some files were skipped; 2 if all were.
"""

import argparse
import sys
from pathlib import Path

from mspn_plugin.tools.cli_errors import cli_errors
from mspn_plugin.tools.options import add_topdown_options, open_topdown


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('pictures', nargs='+',
                        help='pictures, videos, folders of them')
    parser.add_argument('--out', type=Path, default=Path('work_dirs/posed'))
    add_topdown_options(parser)
    parser.add_argument('--threshold', type=float, default=0.3,
                        help='keypoints with a lower score are not drawn')
    return parser


@cli_errors
def main(argv=None):
    args = build_parser().parse_args(argv)
    from mmengine.logging import MMLogger

    from mspn_plugin.inference import FilePoser, find_media, pose_files
    MMLogger.get_instance('mmengine', log_level='ERROR')
    paths = find_media(args.pictures)
    args.out.mkdir(parents=True, exist_ok=True)
    poser = FilePoser(open_topdown(args), args.out, args.threshold)
    found = pose_files(poser, paths)
    print(f'{len(found)} of {len(paths)} posed: see {args.out.resolve()}')
    sys.exit(0 if len(found) == len(paths) else 1 if found else 2)


if __name__ == '__main__':
    main()
