"""mmpose's own MSPN, and its weights under this package's names."""

import re
from typing import Dict

from mmpose.registry import MODELS
from torch import Tensor

KERNELS = (15, 11, 9, 7, 5)


def codecs(input_size=(192, 256), heatmap_size=(48, 64)) -> list:
    return [
        dict(
            type='MegviiHeatmap',
            input_size=input_size,
            heatmap_size=heatmap_size,
            kernel_size=kernel) for kernel in KERNELS
    ]


def peer(num_stages: int):
    """mmpose's MSPN of ResNet-50 bottlenecks with its published losses."""
    losses = [
        dict(
            type='KeypointMSELoss', use_target_weight=True, loss_weight=0.25)
    ] * 3 + [dict(type='KeypointOHKMMSELoss', use_target_weight=True)]
    return MODELS.build(
        dict(
            type='TopdownPoseEstimator',
            backbone=dict(
                type='MSPN', num_stages=num_stages, num_blocks=[3, 4, 6, 3]),
            head=dict(
                type='MSPNHead',
                out_shape=(64, 48),
                unit_channels=256,
                out_channels=17,
                num_stages=num_stages,
                num_units=4,
                norm_cfg=dict(type='BN'),
                level_indices=[0, 1, 2, 3] * (num_stages - 1) + [1, 2, 3, 4],
                loss=losses * num_stages,
                decoder=codecs()[-1])))


def ours(num_stages: int, estimator: str = 'MultiStagePoseEstimator'):
    return MODELS.build(
        dict(
            type=estimator,
            backbone=dict(
                type='ResNet', depth=50, out_indices=(0, 1, 2, 3)),
            neck=dict(
                type='MultiStageNeck',
                in_channels=(256, 512, 1024, 2048),
                num_stages=num_stages,
                encoder=dict(type='ResNetEncoder', depth=50)),
            head=dict(
                type='MultiResolutionHead',
                in_channels=256,
                out_channels=17,
                num_stages=num_stages,
                decoder=dict(
                    type='MultiStageHeatmap',
                    input_size=(192, 256),
                    heatmap_size=(48, 64)))))


def rename(key: str) -> str:
    """A key of mmpose's network -> this package's; units count upwards there
    and in stride order here."""
    key = key.replace('backbone.top.top.0.conv', 'backbone.conv1').replace(
        'backbone.top.top.0.bn', 'backbone.bn1')
    key = key.replace('downsample.conv', 'downsample.0').replace(
        'downsample.bn', 'downsample.1')
    match = re.match(
        r'backbone\.multi_stage_mspn\.(\d)\.(\w+)\.(layer|up)(\d)\.(.*)', key)
    if match:
        stage, _, kind, unit, rest = match.groups()
        stage, resolution = int(stage), 4 - int(unit)
        if kind == 'layer':
            place = f'neck.encoders.{stage - 1}' if stage else 'backbone'
            return f'{place}.layer{unit}.{rest}'
        part, rest = rest.split('.', 1)
        place = dict(
            in_skip=f'decoders.{stage}.laterals.{resolution}',
            up_conv=f'decoders.{stage}.raises.{resolution}',
            out_skip1=f'aggregations.{stage}.from_down.{resolution}',
            out_skip2=f'aggregations.{stage}.from_up.{resolution}',
            cross_conv=f'aggregations.{stage}.handoff')[part]
        return f'neck.{place}.{rest}'
    match = re.match(r'head\.predict_layers\.(\d+)\.conv_layers\.(\d)\.(.*)',
                     key)
    if match:
        number, layer, rest = match.groups()
        stage, unit = divmod(int(number), 4)
        layer = ('mix', 'predict')[int(layer)]
        return f'head.predictors.{stage}.{3 - unit}.{layer}.{rest}'
    return key


def renamed(state: Dict[str, Tensor]) -> Dict[str, Tensor]:
    return {rename(key): value for key, value in state.items()}
