"""Command-line options of several tools, and functions that open them."""

import argparse


class ConfigOptions(argparse.Action):
    """mmengine's ``DictAction``, imported when the option is given."""

    def __call__(self, parser, namespace, values, option_string=None):
        from mmengine.config import DictAction
        DictAction(self.option_strings, self.dest, nargs=self.nargs)(
            parser, namespace, values, option_string)


def add_config_options(parser: argparse.ArgumentParser,
                       help: str = 'override the config'):
    """Add ``--cfg-options``, as in mmpose's scripts."""
    parser.add_argument('--cfg-options', nargs='+', action=ConfigOptions,
                        metavar='KEY=VALUE', help=help)


def add_test_options(parser: argparse.ArgumentParser):
    """Add the config, the checkpoint and the device of a tested network."""
    parser.add_argument('config')
    parser.add_argument('checkpoint')
    parser.add_argument('--device', default='cpu')
    add_config_options(parser)


def open_test(args: argparse.Namespace) -> tuple:
    """Open the network and the test set that the options name."""
    from mspn_plugin.engine.network import init_network_and_test_set
    return init_network_and_test_set(
        args.config,
        args.checkpoint,
        device=args.device,
        options=args.cfg_options)


def add_topdown_options(parser: argparse.ArgumentParser):
    """Add the detector, the pose network and the device."""
    files = dict(nargs=2, metavar=('CONFIG', 'WEIGHTS'))
    parser.add_argument('--pose', **files,
                        help='default: the shipped one for photographs')
    parser.add_argument('--detector', **files,
                        help='default: the shipped one for photographs')
    parser.add_argument('--whole', action='store_true',
                        help='no detector: the whole picture is one person')
    parser.add_argument('--box-threshold', type=float, default=0.3,
                        help='boxes with a lower score are ignored')
    parser.add_argument('--device', default='auto',
                        help='auto is the GPU if there is one')


def open_poser(args: argparse.Namespace):
    """Open the networks that the options name."""
    from mspn_plugin.inference import Poser
    config, weights = args.pose or (None, None)
    detector, detector_weights = args.detector or (None, None)
    return Poser(
        config,
        weights,
        detector=detector,
        detector_weights=detector_weights,
        whole=args.whole,
        box_threshold=args.box_threshold,
        device=args.device)
