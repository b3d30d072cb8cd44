"""Networks of one config whose heatmaps are averaged."""

import copy
from typing import List, Sequence

import torch
from torch import Tensor, nn


def load_ensemble(network: nn.Module,
                  checkpoints: Sequence[str]) -> List[nn.Module]:
    """Return a network and its copies with other weights.

    The calibration of ``network``, which is of its own scores, is dropped if
    there are copies.

    Args:
        network: A :class:`MultiStagePoseEstimator` with its weights.
        checkpoints: One for each copy.

    Raises:
        FileNotFoundError: There is no such checkpoint.
        ForeignCheckpoint: A checkpoint is of another network.
    """
    networks = [network]
    if checkpoints:
        from .network import load_weights  # imports mmpose's inferencers
        for checkpoint in checkpoints:
            networks.append(copy.deepcopy(network))
            load_weights(networks[-1], checkpoint)
        network.calibration = None
    return networks


def mean_outputs(networks: Sequence[nn.Module], pictures: Tensor) -> Tensor:
    """Mean of the heads' outputs, heatmaps (B, K, h, w).

    Args:
        networks: One or more networks.
        pictures: (B, 3, H, W), normalised.
    """
    outputs = [each.head(each.extract_feat(pictures)) for each in networks]
    return outputs[0] if len(outputs) == 1 else torch.stack(outputs).mean(0)
