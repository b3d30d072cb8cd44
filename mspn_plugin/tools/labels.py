"""Check labels before a training: counts, faults, a contact sheet.

    mspn labels train.json --pictures pictures --sheet labels.png
    mspn labels data/coco

The second checks COCO's tree, annotations and detections, and says where
missing parts come from. Exit code: 0; 1 if training would refuse the labels
or a part is missing.
"""

import argparse
import sys
from pathlib import Path

from mspn_plugin.tools.cli_errors import cli_errors
from mspn_plugin.tools.options import new_parser, parse


def build_parser() -> argparse.ArgumentParser:
    parser = new_parser(__doc__)
    parser.add_argument('labels', type=Path,
                        help='COCO file, or the folder data/coco')
    parser.add_argument('--pictures', type=Path,
                        help='their folder: sizes are compared')
    parser.add_argument('--metainfo', type=Path,
                        help='Python file with dataset_info: names are '
                        'compared')
    parser.add_argument('--sheet', type=Path,
                        help='picture to draw people to; needs --pictures')
    parser.add_argument('--people', type=int, default=24,
                        help='how many are drawn')
    return parser


@cli_errors
def main(argv=None):
    parser = build_parser()
    args = parse(parser, argv)
    if args.sheet and not args.pictures:
        parser.error('--sheet needs --pictures')
    missing = not args.labels.exists() and not args.labels.suffix
    if args.labels.is_dir() or missing:
        from mspn_plugin.own_data.coco_tree import check_coco
        lines, faults = check_coco(args.labels)
        print('\n'.join(lines))
        sys.exit(1 if faults else 0)
    from mspn_plugin.own_data.report import report_labels
    report = report_labels(args.labels, pictures=args.pictures,
                           metainfo=args.metainfo)
    print('\n'.join(report.lines))
    if args.sheet:
        import cv2

        from mspn_plugin.own_data.sheet import draw_sheet
        args.sheet.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(args.sheet), draw_sheet(
            report.labels, args.pictures, args.people))
        print(f'drawn: {args.sheet}')
    sys.exit(1 if report.refused else 0)


if __name__ == '__main__':
    main()
