"""MSPN checkpoints of mmpose and of the official code -> ours, and back.

    python -m mspn_plugin.tools.convert IN.pth OUT.pth --config CONFIG
    python -m mspn_plugin.tools.convert OURS.pth OUT.pth --to mmpose

Whose checkpoint IN is, is recognised. Every key is accounted for; where that
fails there is one error and no file.
"""

import argparse
from pathlib import Path
from typing import Tuple

import torch
from mmengine.runner import CheckpointLoader
from mmpose.registry import MODELS

import mspn_plugin  # noqa: F401  its loader refuses anything but weights
from mspn_plugin.converters import (
    ConversionError,
    detect_format,
    to_mmpose,
    to_plugin,
)
from mspn_plugin.engine.config import load_config
from mspn_plugin.tools.cli_errors import cli_errors


@cli_errors
def main():
    args = parse_args()
    checkpoint = CheckpointLoader.load_checkpoint(
        args.source, map_location='cpu')
    state = checkpoint.get('state_dict', checkpoint.get(
        'model', checkpoint))
    try:
        kind, state = convert(state, args.to, args.config)
    except ConversionError as error:
        raise ConversionError(f'{args.source}: {error}') from error
    meta = checkpoint.get('meta', {}) if 'state_dict' in checkpoint else {}
    kept = {k: meta[k] for k in ('dataset_meta', ) if k in meta}
    torch.save(dict(meta=kept, state_dict=state), args.target)
    print(f'{args.source} ({kind}) -> {args.target} ({args.to}), '
          f'{len(state)} keys, {Path(args.target).stat().st_size / 1e6:.1f} '
          'MB')


def convert(state: dict, to: str, config: str) -> Tuple[str, dict]:
    """What kind of weights they were, and the others."""
    kind = detect_format(state)
    if to == 'ours':
        return kind, to_plugin(state, network(config).state_dict())
    if kind != 'ours':
        raise ConversionError(f'These are {kind} weights: '
                              'convert them to ours first (--config CONFIG).')
    return kind, to_mmpose(state)


def network(path: str):
    """The config's network, whose keys and shapes are wanted."""
    return MODELS.build(load_config(path).model)


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('source')
    parser.add_argument('target')
    parser.add_argument('--config', help='of the network; needed for ours')
    parser.add_argument('--to', choices=('ours', 'mmpose'), default='ours')
    args = parser.parse_args()
    if args.to == 'ours' and args.config is None:
        parser.error('--config is needed: it says which network to fill')
    return args


if __name__ == '__main__':
    main()
