"""Batch norms folded into the convolutions before them."""

from typing import Dict, Iterator, Tuple

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

#: Name of a convolution, name of the norm after it, the norm's epsilon.
Pair = Tuple[str, str, float]


def conv_norm_pairs(module: nn.Module, prefix: str = '') -> Iterator[Pair]:
    """Convolutions that a batch norm follows, in the order of definition."""
    before = None
    for name, child in module.named_children():
        if isinstance(child, nn.Identity):
            continue
        if isinstance(child, _BatchNorm) and before is not None:
            yield before, prefix + name, child.eps
        before = None
        if isinstance(child, nn.Conv2d):
            before = prefix + name
        else:
            yield from conv_norm_pairs(child, f'{prefix}{name}.')


def fold_state(state: Dict[str, Tensor], pairs: Iterator[Pair],
               prefix: str = ''):
    """Fold the norms of a state dict into its convolutions, in place.

    ``w' = w * g / sqrt(v + eps)``, ``b' = beta - m * g / sqrt(v + eps)``.
    It is computed in float64. Pairs whose norm is not in ``state`` are folded
    already and are skipped.
    """
    for conv, norm, eps in pairs:
        names = [
            f'{prefix}{norm}.{part}'
            for part in ('weight', 'bias', 'running_mean', 'running_var')
        ]
        if names[-1] not in state:
            continue
        gain, bias, mean, variance = (state.pop(name).double()
                                      for name in names)
        state.pop(f'{prefix}{norm}.num_batches_tracked', None)
        scale = gain * torch.rsqrt(variance + eps)
        weight = state[f'{prefix}{conv}.weight'].double()
        before = state.get(f'{prefix}{conv}.bias', torch.zeros_like(mean))
        state[f'{prefix}{conv}.weight'] = weight * scale[:, None, None, None]
        state[f'{prefix}{conv}.bias'] = bias + (before.double() - mean) * scale


def fold_norms(module: nn.Module) -> Tuple[Pair, ...]:
    """Remove the batch norms of ``module``, in place.

    The output of the module in evaluation mode does not change. timm's norms
    include an activation, which is kept.

    Returns:
        The pairs that were folded, for :func:`fold_state`.
    """
    pairs = tuple(conv_norm_pairs(module))
    state = module.state_dict()
    fold_state(state, pairs)
    for conv_name, norm_name, _ in pairs:
        conv = module.get_submodule(conv_name)
        conv.weight.data = state[f'{conv_name}.weight'].to(conv.weight)
        conv.bias = nn.Parameter(state[f'{conv_name}.bias'].to(conv.weight))
        owner, _, name = norm_name.rpartition('.')
        norm = module.get_submodule(norm_name)
        rest = [part for part in (getattr(norm, 'drop', None),
                                  getattr(norm, 'act', None))
                if part is not None and not isinstance(part, nn.Identity)]
        setattr(module.get_submodule(owner), name, nn.Sequential(*rest))
    return pairs
