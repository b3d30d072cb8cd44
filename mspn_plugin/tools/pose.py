"""Pose all people in pictures, folders and videos.

    mspn pose PICTURES... --out work_dirs/posed

The default networks are for photographs (19 keypoints, or 14 without timm; for
research only).

OUT gets a drawing of each picture and video, and people.json: keypoints (x, y
in pixels), scores and boxes of the people in every picture or frame, null for
a frame that cannot be read (docs/results.md). People in videos have ids.
people.jsonl has a line as soon as a picture is done; --resume skips the files
in it. Sub-folders are kept.
Inputs and other files are never replaced, and drawings are not posed again.
A file that cannot be read, posed or drawn is skipped, with one line.

--jobs N poses in N processes, or with --cluster slurm in N jobs of Slurm, with
the same results; it needs submitit (MIT).

Exit code: 0; 1 if some files were skipped; 2 if all were, or for wrong
arguments or a full disk; 130 if it was interrupted.
"""

import argparse
import sys
from functools import partial
from pathlib import Path

from mspn_plugin.tools.cli_errors import cli_errors
from mspn_plugin.tools.options import (
    ConfigOptions,
    add_topdown_options,
    name_weights,
    new_parser,
    open_poser,
    parse,
)


def build_parser() -> argparse.ArgumentParser:
    parser = new_parser(__doc__)
    parser.add_argument('pictures', nargs='+', type=Path,
                        help='pictures, videos, folders of them')
    parser.add_argument('--out', type=Path, default=Path('work_dirs/posed'),
                        help='folder of the drawings and results')
    add_topdown_options(parser)
    parser.add_argument('--threshold', type=float,
                        help='keypoints with a lower probability are drawn '
                        'hollow (default: 0.5); without a calibration, those '
                        'with a lower score are not drawn (default: 0.3)')
    parser.add_argument('--resume', action='store_true',
                        help='skip the files that OUT/people.jsonl has')
    parser.add_argument('--every', type=int, default=1, metavar='N',
                        help='in videos, use the detector on every N-th frame')
    smooth = parser.add_mutually_exclusive_group()
    smooth.add_argument('--smooth', action='store_const', const='one-euro',
                        default=False, help='smooth the keypoints of videos '
                        'by the frames before (1 Euro filter)')
    smooth.add_argument('--savitzky-golay', dest='smooth',
                        action='store_const', const='savitzky-golay',
                        default=False, help='likewise, by the frames before '
                        'and after: no lag, less jitter')
    parser.add_argument('--format', nargs='+', default=['json'],
                        choices=('json', 'jsonl', 'coco', 'csv', 'parquet'),
                        help='of the results; jsonl is always written')
    parser.add_argument('--jobs', type=int, metavar='N',
                        help='pose in N jobs (docs/many_files.md)')
    parser.add_argument('--cluster', choices=('local', 'slurm'),
                        default='local', help='where the jobs run')
    parser.add_argument('--job-options', nargs='+', action=ConfigOptions,
                        metavar='KEY=VALUE', help="of submitit's executor, as "
                        'slurm_partition=NAME')
    return parser


@cli_errors
def main(argv=None):
    args = parse(build_parser(), name_weights(argv))
    from mmengine.logging import MMLogger

    from mspn_plugin.inference import find_media, pose_files, pose_in_jobs
    from mspn_plugin.inference.drawings import is_drawing
    MMLogger.get_instance('mmengine', log_level='ERROR')
    paths = find_media(args.pictures, out=args.out, skip=is_drawing)
    args.out.mkdir(parents=True, exist_ok=True)
    settings = dict(
        folders=[path for path in args.pictures if path.is_dir()],
        threshold=args.threshold,
        resume=args.resume,
        formats=args.format,
        every=args.every,
        smooth=args.smooth)
    try:
        if args.jobs is None:
            done = pose_files(open_poser(args), paths, args.out, **settings)
        else:
            done = pose_in_jobs(
                partial(open_poser, args), paths, args.out, jobs=args.jobs,
                cluster=args.cluster, options=args.job_options, **settings)
    except KeyboardInterrupt:
        print(f'\nStopped. --resume continues: see {args.out.resolve()}',
              file=sys.stderr)
        sys.exit(130)
    print(f'{done} of {len(paths)} posed: see {args.out.resolve()}')
    sys.exit(0 if done == len(paths) else 1 if done else 2)


if __name__ == '__main__':
    main()
