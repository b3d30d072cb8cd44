"""Find and pose everybody in pictures, folders and videos.

    python -m mspn_plugin.tools.pose PICTURES... --out work_dirs/posed

The default detector and pose network are for photographs (14 joints, trained
on LSP: for research). Drawn pictures and videos are written to OUT, as is
people.json: the keypoints (x, y in pixels), scores and boxes of the people in
every picture or frame, null for a frame that cannot be read. people.jsonl
gets a line as soon as a file is posed; --resume skips the files in it.
Sub-folders are kept. A file that cannot be read or drawn is skipped, with one
line. Exit code: 0; 1 if some files were skipped; 2 if all were, or for wrong
arguments; 130 if interrupted.
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
                        help='keypoints of a lower score are not drawn')
    parser.add_argument('--resume', action='store_true',
                        help='skip the files that are in OUT/people.jsonl')
    return parser


@cli_errors
def main(argv=None):
    args = build_parser().parse_args(argv)
    from mmengine.logging import MMLogger

    from mspn_plugin.inference import FilePoser, find_media, pose_files
    MMLogger.get_instance('mmengine', log_level='ERROR')
    paths = find_media(args.pictures, out=args.out)
    args.out.mkdir(parents=True, exist_ok=True)
    poser = FilePoser(open_topdown(args), args.out, args.threshold)
    folders = [Path(p) for p in args.pictures if Path(p).is_dir()]
    try:
        found = pose_files(poser, paths, folders=folders, resume=args.resume)
    except KeyboardInterrupt:
        print(f'\ninterrupted: --resume goes on; see {args.out.resolve()}',
              file=sys.stderr)
        sys.exit(130)
    print(f'{len(found)} of {len(paths)} posed: see {args.out.resolve()}')
    sys.exit(0 if len(found) == len(paths) else 1 if found else 2)


if __name__ == '__main__':
    main()
