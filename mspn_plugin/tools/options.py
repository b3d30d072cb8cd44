"""Command-line options that several tools share, and what they open."""

import argparse

from mmengine.config import DictAction


def add_test_options(parser: argparse.ArgumentParser):
    """Add config, checkpoint and device of a network that is tested."""
    parser.add_argument('config')
    parser.add_argument('checkpoint')
    parser.add_argument('--device', default='cpu')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction,
                        help='override the config, as in KEY=VALUE')


def open_test(args: argparse.Namespace) -> tuple:
    """Open the network and the test set of :func:`add_test_options`."""
    from mspn_plugin.engine.network import init_network_and_test_set
    return init_network_and_test_set(
        args.config,
        args.checkpoint,
        device=args.device,
        options=args.cfg_options)


def add_topdown_options(parser: argparse.ArgumentParser):
    """Add detector and pose network, and the device."""
    files = dict(nargs=2, metavar=('CONFIG', 'WEIGHTS'))
    parser.add_argument('--pose', **files,
                        help='default: the shipped one for photographs')
    parser.add_argument('--detector', nargs='+', default=['nanodet'],
                        metavar=('NAME|CONFIG', 'WEIGHTS'),
                        help='nanodet (the default), person, rtmdet-tiny, -s, '
                        '-m, -l (downloaded), or config and weights of '
                        'mmdet; write --detector=NAME before pictures')
    parser.add_argument('--whole', action='store_true',
                        help='no detector: a picture is one person')
    parser.add_argument('--box-threshold', type=float,
                        help='boxes of a lower score are ignored; default: '
                        "the detector's own")
    parser.add_argument('--device', default='cpu')


def open_topdown(args: argparse.Namespace):
    """Open the networks of :func:`add_topdown_options`."""
    from mspn_plugin.inference import (
        TopDown,
        default_pose,
        find_detector,
    )
    detector = (None, None)
    if not args.whole:
        if len(args.detector) > 2:
            raise ValueError('--detector takes a name, or config and weights; '
                             f'got {" ".join(args.detector)}.')
        detector = find_detector(*args.detector)
    return TopDown(
        *(args.pose or default_pose()),
        detector=detector[0],
        detector_weights=detector[1],
        box_threshold=args.box_threshold,
        device=args.device)
