"""Command-line options of several tools, and functions that open them."""

import argparse
import sys
from pathlib import Path
from typing import List, Optional, Sequence

from mspn_plugin.cores import choose_threads
from mspn_plugin.startup import keep_imported, no_collection

#: How files of weights end.
WEIGHTS = ('.pth', '.pt', '.onnx')


class HelpFormatter(argparse.RawDescriptionHelpFormatter,
                    argparse.ArgumentDefaultsHelpFormatter):
    """Keeps line breaks, and adds useful defaults."""

    def _get_help_string(self, action: argparse.Action) -> Optional[str]:
        if action.default in (None, False, [], argparse.SUPPRESS) \
                or 'default' in (action.help or ''):
            return action.help
        return super()._get_help_string(action)


def new_parser(doc: str) -> argparse.ArgumentParser:
    """A parser that prints a tool's docstring, with its examples, as help."""
    program = Path(sys.argv[0] if sys.argv else '')
    return argparse.ArgumentParser(
        prog=f'python -m mspn_plugin.tools.{program.stem}'
        if program.parent.name == 'tools' else None,  # as it was typed
        description=doc,
        formatter_class=HelpFormatter)


def parse(parser: argparse.ArgumentParser,
          argv: Optional[Sequence[str]] = None) -> argparse.Namespace:
    """Read the arguments, then register the classes of the package.

    In this order, wrong arguments are reported without a delay of seconds,
    and OpenMP's variables are set before PyTorch is imported.
    """
    args = parser.parse_args(argv)
    import mspn_plugin
    chosen = choose_threads()
    if chosen:
        print(chosen, file=sys.stderr)
    with no_collection():
        mspn_plugin.register()
        keep_imported()
    return args


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


def add_device_option(parser: argparse.ArgumentParser):
    """Add ``--device``; ``engine.devices.choose_device`` reads it."""
    parser.add_argument('--device', default='auto',
                        help='auto is the GPU if there is one, else cpu')


def add_test_options(parser: argparse.ArgumentParser):
    """Add the config, the checkpoint and the device of a tested network."""
    parser.add_argument('config', help="the network's config")
    parser.add_argument('checkpoint', help='its weights')
    add_device_option(parser)
    add_config_options(parser)


def open_test(args: argparse.Namespace) -> tuple:
    """Open the network and the test set that the options name."""
    from mspn_plugin.engine.devices import choose_device
    from mspn_plugin.engine.network import init_network_and_test_set
    return init_network_and_test_set(
        args.config,
        args.checkpoint,
        device=choose_device(args.device),
        options=args.cfg_options)


def name_weights(argv: Optional[Sequence[str]] = None) -> List[str]:
    """Read the older ``--detector CONFIG WEIGHTS`` as two options.

    Weights are told from pictures by their name.

    Args:
        argv: Arguments; None: those of the command line.

    Returns:
        The arguments, with ``--detector-weights`` before WEIGHTS.
    """
    argv = list(sys.argv[1:] if argv is None else argv)
    if '--detector' in argv:
        weights = argv.index('--detector') + 2
        if argv[weights:] and str(argv[weights]).endswith(WEIGHTS):
            argv.insert(weights, '--detector-weights')
    return argv


def add_ensemble_option(parser: argparse.ArgumentParser):
    """Add ``--ensemble``, a list."""
    parser.add_argument('--ensemble', action='append', default=[],
                        metavar='WEIGHTS',
                        help='more weights of the same config (can be '
                        'repeated): the mean of all heatmaps is used')


def add_topdown_options(parser: argparse.ArgumentParser):
    """Add the detector, the pose network and the device."""
    network = parser.add_mutually_exclusive_group()
    network.add_argument('--network',
                         choices=('people', 'people-large', 'lsp',
                                  'rendered-people'),
                         help='a shipped pose network; the default is people, '
                         'or lsp without timm; people-large is more accurate '
                         'and takes 2.5 times as long')
    network.add_argument('--pose', nargs=2, metavar=('CONFIG', 'WEIGHTS'),
                         help='another pose network')
    add_ensemble_option(parser)
    parser.add_argument('--detector', metavar='NAME|CONFIG',
                        help='nanodet (the default), person, rtmdet-tiny, -s, '
                        '-m, -l or -x (downloaded), or a config of mmdet')
    parser.add_argument('--detector-weights', metavar='FILE',
                        help='of the config')
    parser.add_argument('--whole', action='store_true',
                        help='no detector: the whole picture is one person')
    parser.add_argument('--box-threshold', type=float,
                        help='boxes with a lower score are ignored (default: '
                        "the detector's own)")
    add_device_option(parser)
    parser.add_argument('--runtime', choices=('auto', 'torch', 'onnx'),
                        default='auto',
                        help='auto is ONNX Runtime on a processor if it is '
                        'installed; the network is exported once, into the '
                        "user's cache")


def open_poser(args: argparse.Namespace):
    """Open the networks that the options name."""
    from mspn_plugin.inference import Poser
    config, weights = args.pose or (args.network, None)
    return Poser(
        config,
        weights,
        ensemble=args.ensemble,
        detector=args.detector,
        detector_weights=args.detector_weights,
        whole=args.whole,
        box_threshold=args.box_threshold,
        device=args.device,
        runtime=args.runtime)
