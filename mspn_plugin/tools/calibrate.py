"""Fit the map from scores of keypoints to probabilities, beside the weights.

    mspn calibrate CONFIG CHECKPOINT --out FILE.pth
    mspn calibrate CONFIG CHECKPOINT --out FILE.pth --dataloader val_dataloader

A keypoint is right if it lies within 0.2 of the torso's length. FILE.pth has
the same weights and the table in its meta data; tools.publish, tools.convert
and tools.export keep it. Use people that the network was not trained on.
"""

import argparse
from pathlib import Path

from mspn_plugin.tools.cli_errors import cli_errors
from mspn_plugin.tools.options import (
    add_config_options,
    add_device_option,
    new_parser,
    parse,
)


def build_parser() -> argparse.ArgumentParser:
    parser = new_parser(__doc__)
    parser.add_argument('config', help="the network's config")
    parser.add_argument('checkpoint', help='its weights')
    parser.add_argument('--out', type=Path, required=True,
                        help='checkpoint to write')
    parser.add_argument('--dataloader', default='calibration_dataloader',
                        metavar='KEY',
                        help='labelled people, a key of the config')
    add_device_option(parser)
    add_config_options(parser)
    return parser


@cli_errors
def main(argv=None):
    args = parse(build_parser(), argv)
    from mspn_plugin.engine.config import load_config
    from mspn_plugin.engine.devices import choose_device
    from mspn_plugin.evaluation.calibrated_checkpoint import (
        calibrate_checkpoint,
    )
    found = calibrate_checkpoint(
        load_config(args.config, args.cfg_options),
        args.checkpoint,
        args.out,
        dataloader=args.dataloader,
        device=choose_device(args.device))
    print(f'{found.keypoints} keypoints, {100 * found.right:.1f} % right; '
          'on these same keypoints, the expected calibration error is '
          f'{found.error:.3f}, and {100 * found.hidden:.1f} % of the right '
          'ones are below 0.5')
    print(f'{args.out}: SHA-256 {found.sha256}')


if __name__ == '__main__':
    main()
