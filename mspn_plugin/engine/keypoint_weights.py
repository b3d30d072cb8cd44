"""Last layers by the names of keypoints, not by their numbers.

A training on five joints that starts from a network of 19 keypoints needs the
five rows of its last layers: without them these layers start anew.
"""

import re
from typing import Dict, List, NamedTuple, Optional, Sequence

from torch import Tensor, nn

from .keypoint_names import same_names

#: Layers with one output for each keypoint, or with a group of outputs.
LAST_LAYERS = re.compile(
    r'head\.(predictors\.\d+\.\d+\.predict|final_layer)\.')


class PlacedKeypoints(NamedTuple):
    """What :func:`place_keypoints` found.

    Attributes:
        state: The checkpoint with last layers for the network's keypoints.
        known: Names of keypoints with weights of the checkpoint.
        anew: Names of those with the network's own values.
    """
    state: Dict[str, Tensor]
    known: List[str]
    anew: List[str]

    def __str__(self) -> str:
        text = (f'{len(self.known)} of {len(self.known) + len(self.anew)} '
                'keypoints have the weights of the same names')
        if self.anew:
            text += f'; {", ".join(self.anew)} ' + (
                'starts anew' if len(self.anew) == 1 else 'start anew')
        return text


def place_keypoints(network: nn.Module, state: Dict[str, Tensor],
                    old: Sequence[str],
                    new: Sequence[str]) -> Optional[PlacedKeypoints]:
    """Order a checkpoint's last layers as the network's keypoints.

    Args:
        network: Not wrapped for several processes.
        state: ``state_dict`` of the checkpoint, see
            :func:`mspn_plugin.engine.weights.as_loaded`.
        old: Names of the checkpoint's keypoints, in its order.
        new: Names of the network's.

    Returns:
        None if nothing is to be done: the names are the same, or none of
        them is, or the last layers are of other shapes.
    """
    found = same_names(old, new)
    if not found or (len(old) == len(new)
                     and all(a == b for a, b in found.items())):
        return None
    placed = {
        name: _place(state[name], own, len(old), len(new), found)
        for name, own in network.state_dict().items()
        if LAST_LAYERS.match(name) and name in state
        and _fits(state[name], own, len(old), len(new))
    }
    if not placed:
        return None
    return PlacedKeypoints(
        {**state, **placed}, [new[i] for i in found],
        [name for i, name in enumerate(new) if i not in found])


def _fits(value: Tensor, own: Tensor, old: int, new: int) -> bool:
    """Whether both have groups of one size for their keypoints."""
    return bool(value.dim()) and value.shape[1:] == own.shape[1:] \
        and value.shape[0] % old == own.shape[0] % new == 0 \
        and value.shape[0] // old == own.shape[0] // new


def _place(value: Tensor, own: Tensor, old: int, new: int,
           found: Dict[int, int]) -> Tensor:
    groups = value.unflatten(0, (old, -1))
    placed = own.clone().unflatten(0, (new, -1))
    for target, source in found.items():
        placed[target] = groups[source]
    return placed.flatten(0, 1)
