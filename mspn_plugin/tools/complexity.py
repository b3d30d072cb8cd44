"""Parameters and multiply-adds of configs, without running them.

    python -m mspn_plugin.tools.complexity CONFIG [CONFIG ...]
    mim run mspn_plugin complexity CONFIG [CONFIG ...]

A multiply-add is counted once, for convolutions and matrix products, of one
picture at inference (no flip test), by torch's own counter on meta tensors.
"""

import argparse
import json
from pathlib import Path
from typing import Dict, NamedTuple

import torch
from mmpose.registry import MODELS
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from mspn_plugin.models import MultiStagePoseEstimator
from mspn_plugin.tools.configs import read
from mspn_plugin.tools.told import told

GIBI = 2**30  # the papers' 'G'


class Complexity(NamedTuple):
    """Parameters, multiply-adds, and these as each paper counts (in 2^30).

    MSPN's column is what inference does here; Hourglass's comes out if the
    finest heatmaps of all stages are counted, not the last's alone;
    SimpleBaseline's (and so EFAFNet's) if a deconvolution is counted at its
    output's size.
    """
    parameters: int
    multiply_adds: int
    as_mspn: float
    as_hourglass: float
    as_simple_baseline: float


def measure(model: nn.Module) -> Complexity:
    """Count without computing anything; the network's weights are dropped.

    Args:
        model: A network whose head has a codec, which knows the input's size.
    """
    model = model.eval().to('meta')
    width, height = model.head.decoder.input_size
    picture = torch.empty(1, 3, height, width, device='meta')
    counts = _count(model, picture)
    total = counts['Global']
    deconvs = sum(
        counts.get(name, 0) for name, module in model.named_modules()
        if isinstance(module, nn.ConvTranspose2d))
    return Complexity(
        sum(p.numel() for p in model.parameters()), total, total / GIBI,
        (total + _unread_heads(model, picture)) / GIBI,
        (total + 3 * deconvs) / GIBI)


def _count(model: nn.Module, picture: Tensor) -> Dict[str, int]:
    """Multiply-adds by the modules' names, and of all as 'Global'."""
    with torch.no_grad(), FlopCounterMode(display=False, depth=99) as flops:
        model(picture, None, mode='tensor')
    prefix = type(model).__name__ + '.'
    return {
        name.removeprefix(prefix): sum(ops.values()) // 2
        for name, ops in flops.get_flop_counts().items()
    }


@torch.no_grad()
def _unread_heads(model: nn.Module, picture: Tensor) -> int:
    """Multiply-adds of the finest predictors that inference leaves out."""
    if not isinstance(model, MultiStagePoseEstimator):
        return 0
    stages = model.extract_feat(picture)
    with FlopCounterMode(display=False) as flops:
        for predictors, maps in zip(model.head.predictors[:-1], stages):
            predictors[0](maps[0], maps[0].shape[2:])
    return flops.get_total_flops() // 2


@told
def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('configs', nargs='+')
    parser.add_argument('--json', help='also write the counts into this file')
    args = parser.parse_args()
    found = {}
    print(f'{"config":60} {"params M":>9} {"GMACs":>7}')
    for path in args.configs:
        found[path] = counted = measure(MODELS.build(read(path).model))
        print(f'{Path(path).stem:60} {counted.parameters / 1e6:9.2f} '
              f'{counted.multiply_adds / 1e9:7.2f}')
    if args.json:
        Path(args.json).write_text(
            json.dumps({k: v._asdict()
                        for k, v in found.items()}, indent=1) + '\n')


if __name__ == '__main__':
    main()
