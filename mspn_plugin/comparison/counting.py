"""Count the cost of a network on meta tensors, without computing it."""

import re
from collections import Counter
from typing import Dict, NamedTuple, Tuple

import torch
from mmengine.config import ConfigDict
from mmpose.registry import MODELS
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import FlopCounterMode

from ..engine.peak_memory import PeakMemory

GIBI = 2**30  # the papers' 'G'
#: Lists of a neck whose i-th entry belongs to stage i + 1, and to stage i + 2.
FROM_FIRST = ('decoders', 'stages', 'predictors')
FROM_SECOND = ('encoders', 'aggregations', 'remaps')
#: As the counter of operations decomposes norms.
NORM = torch.ops.aten._native_batch_norm_legit_no_training.default


class NormsOnMeta(TorchDispatchMode):
    """Makes the outputs of norms at inference on meta tensors directly.

    PyTorch's Python code for them takes half of the time of a network.
    """

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        if func is NORM:
            return tuple(map(args[0].new_empty, (args[0].shape, 0, 0)))
        return func(*args, **(kwargs or {}))


class Cost(NamedTuple):
    """Cost of one picture at inference, without flip test.

    Attributes:
        parameters: Number of parameters.
        multiply_adds: Number of multiply-adds of convolutions and matrix
            products.
        parts: Multiply-adds by part: ``backbone``, ``neck, stage 1`` and so
            on, ``head``.
        memory: Peak bytes of tensors in float32, without weights.
        as_mspn: Multiply-adds in 2^30, as MSPN counts.
        as_simple_baseline: As ``as_mspn``, with deconvolutions counted at
            the size of their output.
    """
    parameters: int
    multiply_adds: int
    parts: Dict[str, int]
    memory: int
    as_mspn: float
    as_simple_baseline: float


def build_on_meta(model: ConfigDict) -> nn.Module:
    """Build a config's network on the meta device, without weights.

    Args:
        model: The config's ``model``.
    """
    try:
        with torch.device('meta'):
            return MODELS.build(model).eval()
    except RuntimeError:  # Swin reads numbers while it is built
        return MODELS.build(model).eval().to('meta')


def count_cost(model: nn.Module) -> Cost:
    """Count the cost. This moves the network to meta and drops its weights.

    Args:
        model: A network whose head has a codec, which gives the input's size.
    """
    model = model.eval().to('meta')
    width, height = model.head.decoder.input_size
    picture = torch.empty(1, 3, height, width, device='meta')
    counts, memory = _count_operations(model, picture)
    total = counts['Global']
    deconvs = sum(
        counts.get(name, 0) for name, module in model.named_modules()
        if isinstance(module, nn.ConvTranspose2d))
    return Cost(
        parameters=sum(p.numel() for p in model.parameters()),
        multiply_adds=total,
        parts=_cost_by_part(counts),
        memory=memory,
        as_mspn=total / GIBI,
        as_simple_baseline=(total + 3 * deconvs) / GIBI)


@torch.no_grad()
def _count_operations(model: nn.Module,
                      picture: Tensor) -> Tuple[Dict[str, int], int]:
    """Multiply-adds by module name, the sum as 'Global'; peak bytes."""
    with NormsOnMeta(), PeakMemory() as peak, FlopCounterMode(
            display=False, depth=99) as flops:
        model(picture, None, mode='tensor')
    prefix = type(model).__name__ + '.'
    return {
        name.removeprefix(prefix): sum(ops.values()) // 2
        for name, ops in flops.get_flop_counts().items()
    }, peak.bytes


def _cost_by_part(counts: Dict[str, int]) -> Dict[str, int]:
    """Cost of the backbone, the head and every stage of the neck."""
    parts = Counter(backbone=counts.get('backbone', 0))
    stages, rest = Counter(), counts.get('neck', 0)
    for name, n in counts.items():
        found = re.fullmatch(r'neck\.(\w+)\.(\d+)', name)
        if found and found[1] in FROM_FIRST + FROM_SECOND:
            stages[int(found[2]) + 1 + (found[1] in FROM_SECOND)] += n
            rest -= n
    if rest:
        stages[1] += rest
    parts.update({f'neck, stage {s}': stages[s] for s in sorted(stages)})
    parts['head'] = counts['Global'] - sum(parts.values())
    return dict(parts)
