"""Compare a checkpoint with a network before it is loaded.

mmengine loads the tensors that fit, prints the names of the others and does
not stop, even if none fits. Here one line reports how many fit, and a
checkpoint of another network raises an error.
"""

import re
from typing import Dict, List, NamedTuple, Tuple, Union

from torch import Tensor, nn

#: If a smaller fraction of the tensors fits, the checkpoint is refused.
MIN_MATCHED = 0.5
COUNTERS = 'num_batches_tracked'  # of batch norms; inference does not use it


class ForeignCheckpoint(ValueError):
    """A checkpoint of another network."""


class WeightMatch(NamedTuple):
    """Tensors of a network that a checkpoint has or lacks.

    Attributes:
        loaded: Names of the tensors that fit.
        reshaped: Shapes in the checkpoint and in the network, by name.
        missing: Names that the checkpoint lacks.
        left_over: Names that the network lacks.
    """
    loaded: List[str]
    reshaped: Dict[str, Tuple[tuple, tuple]]
    missing: List[str]
    left_over: List[str]

    @property
    def anew(self) -> List[str]:
        """Names of the tensors that keep the network's own values."""
        return [*self.reshaped, *self.missing]

    @property
    def total(self) -> int:
        """Number of tensors of the network, without counters."""
        return len(self.loaded) + len(self.anew)

    @property
    def share(self) -> float:
        """Fraction of the network's tensors that fit, in [0, 1]."""
        return len(self.loaded) / max(self.total, 1)

    def __str__(self) -> str:
        parts = [f'{len(self.loaded)} of {self.total} tensors fit']
        anew = _parts(self.anew)
        if anew:
            verb = 'starts' if len(anew) == 1 else 'start'
            parts.append(f'{_shorten(anew)} {verb} anew{self._outputs()}')
        if self.left_over:
            parts.append(f'not used of the checkpoint: {len(self.left_over)} '
                         f'({_shorten(_parts(self.left_over))})')
        return '; '.join(parts)

    def _outputs(self) -> str:
        """`` (17 -> 5 keypoints)`` if the number of keypoints differs."""
        counts = {(old[0], new[0])
                  for name, (old, new) in self.reshaped.items()
                  if name.startswith('head.') and old and new
                  and old[0] != new[0] and old[1:] == new[1:]}
        if len(counts) != 1:
            return ''
        (old, new), = counts
        return f' ({old} -> {new} keypoints)'


def match_weights(network: nn.Module, state: Dict[str, Tensor]) -> WeightMatch:
    """Compare a checkpoint with a network, without counters of norms.

    Args:
        network: Not wrapped for several processes.
        state: ``state_dict`` of the checkpoint; a leading ``module.`` is
            ignored.
    """
    found = {name: value for name, value in as_loaded(network, state).items()
             if not name.endswith(COUNTERS)}
    wanted = {name: value for name, value in network.state_dict().items()
              if not name.endswith(COUNTERS)}
    shared = [name for name in wanted if name in found]
    reshaped = {
        name: (tuple(found[name].shape), tuple(wanted[name].shape))
        for name in shared if found[name].shape != wanted[name].shape
    }
    return WeightMatch(
        loaded=[name for name in shared if name not in reshaped],
        reshaped=reshaped,
        missing=[name for name in wanted if name not in found],
        left_over=[name for name in found if name not in wanted])


def check_weights(network: nn.Module,
                  state: Dict[str, Tensor],
                  source: str,
                  *,
                  min_matched: float = MIN_MATCHED,
                  inference: bool = False) -> WeightMatch:
    """Compare a checkpoint with a network and refuse another network's.

    Args:
        network: Not wrapped for several processes.
        state: ``state_dict`` of the checkpoint.
        source: Names the checkpoint in errors.
        min_matched: Fraction of the network's tensors that must fit; 0
            allows any checkpoint.
        inference: Whether to refuse missing tensors and other shapes too,
            because random weights would not be trained.

    Raises:
        ForeignCheckpoint: Fewer fit, or not all at inference.
    """
    match = match_weights(network, state)
    if match.share < min_matched:
        raise ForeignCheckpoint(
            f'{source} is a checkpoint of another network: {match}. Fewer '
            f'than {min_matched:.0%} fit; min_matched=0. allows that.')
    if inference and match.anew and min_matched > 0:
        raise ForeignCheckpoint(
            f'{source} does not fit this network: {match}. Untrained parts '
            'give wrong results: use the config of the checkpoint, or train '
            'first (load_from).')
    return match


def complete_state(network: nn.Module,
                   state: Dict[str, Tensor]) -> Dict[str, Tensor]:
    """The checkpoint's tensors that fit, and the network's for the rest.

    When it is loaded, mmengine lists no missing keys.
    """
    found = as_loaded(network, state)
    return {
        name: found[name]
        if name in found and found[name].shape == value.shape else value
        for name, value in network.state_dict().items()
    }


def as_loaded(network: nn.Module,
              state: Dict[str, Tensor]) -> Dict[str, Tensor]:
    """The checkpoint's tensors after the network's own conversions.

    Some modules convert names and values when they are loaded: a folded
    :class:`TimmBackbone` folds the norms, mmpose's heads rename old layers.
    """
    converted = without_prefix(state)
    for name, module in network.named_modules():
        prefix = f'{name}.' if name else ''
        for convert in module._load_state_dict_pre_hooks.values():
            convert(converted, prefix, {}, True, [], [], [])
    return converted


def without_prefix(state: Dict[str, Tensor]) -> Dict[str, Tensor]:
    """Remove the prefix of networks wrapped for several processes."""
    return {re.sub(r'^module\.', '', name): value
            for name, value in state.items() if isinstance(value, Tensor)}


def weights_of(checkpoint: dict) -> Dict[str, Tensor]:
    """``state_dict`` of a checkpoint, or the checkpoint itself."""
    return checkpoint.get('state_dict', checkpoint)


def _parts(names: List[str]) -> List[str]:
    """Unique parts: ``head.predictors.0.1.weight`` -> ``head.predictors``."""
    return list(dict.fromkeys('.'.join(name.split('.')[:-1][:2]) or name
                              for name in names))


def _shorten(parts: Union[List[str], Tuple[str, ...]], most: int = 4) -> str:
    return ', '.join(parts[:most]) + (', ...' if len(parts) > most else '')
