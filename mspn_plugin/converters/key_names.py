"""This package's keys -> keys of mmpose's MSPN and RSN, and official ones.

There the unit of index 0 is the coarsest; here it is the finest.
"""

import re
from typing import Callable, Dict

UNITS = 4
#: This package's parts of a stage -> names in each code base.
UPSAMPLING = dict(
    laterals=('in_skip', 'u_skip'),
    raises=('up_conv', 'up_conv'),
    from_down=('out_skip1', 'skip1'),
    from_up=('out_skip2', 'skip2'),
    handoff=('cross_conv', 'cross_conv'),
    mix=(None, 'res_conv1'),
    predict=(None, 'res_conv2'),
    prm=(None, 'prm'))
#: This package's parts of a predictor -> names in mmpose.
HEAD = dict(mix='conv_layers.0', predict='conv_layers.1', prm='prm')


def mmpose_key(key: str, network: str = 'mspn') -> str:
    """Convert a key of a :class:`MultiStagePoseEstimator` to mmpose's name.

    Args:
        key: A key of ``state_dict()``.
        network: 'mspn' or 'rsn'.

    Raises:
        ValueError: mmpose's MSPN and RSN have no such part.
    """
    part = _parse_key(key)
    if 'stem' in part:
        return f'backbone.top.top.0.{part["stem"]}'
    stage = f'backbone.multi_stage_{network}.{part["stage"]}'
    if 'layer' in part:
        rest = part['rest'].replace('downsample.0', 'downsample.conv').replace(
            'downsample.1', 'downsample.bn')
        return f'{stage}.downsample.layer{part["layer"]}.{rest}'
    if part['name'] in HEAD:
        number = UNITS * int(part['stage']) + part['unit'] - 1
        return (f'head.predict_layers.{number}.{HEAD[part["name"]]}.'
                f'{part["rest"]}')
    name = UPSAMPLING[part['name']][0]
    return f'{stage}.upsample.up{part["unit"]}.{name}.{part["rest"]}'


def official_key(key: str) -> str:
    """Convert a key to the name in Megvii's code; see :func:`mmpose_key`."""
    part = _parse_key(key)
    if 'stem' in part:
        return f'top.conv.{part["stem"]}'
    stage = f'stage{part["stage"]}'
    if 'layer' in part:
        block, rest = part['rest'].split('.', 1)
        rest = re.sub(r'^downsample\.0', 'downsample.conv', rest)
        rest = re.sub(r'^downsample\.1', 'downsample.bn', rest)
        rest = re.sub(r'^(conv|bn)([123])', r'conv_bn_relu\2.\1', rest)
        return f'{stage}.downsample.layer{part["layer"]}.{block}.{rest}'
    name = UPSAMPLING[part['name']][1]
    return f'{stage}.upsample.up{part["unit"]}.{name}.{part["rest"]}'


def key_mapping(keys, rule: Callable[[str], str]) -> Dict[str, str]:
    """``{their name: our name}`` of all ``keys`` of a network."""
    return {rule(key): key for key in keys}


def _parse_key(key: str) -> dict:
    for pattern, read in PATTERNS:
        match = re.fullmatch(pattern, key)
        if match:
            return read(*match.groups())
    raise ValueError(f'MSPN and RSN have no part {key!r}.')


def _unit(resolution: str) -> int:
    return UNITS - int(resolution)


STEPS = r'conv_bn_relu1|conv_bn_relu2_\d+_\d+|conv_bn3'
BLOCK = (r'\d+\.(?:(?:conv|bn)[123]|downsample\.[01]|'
         rf'(?:{STEPS})\.(?:conv|bn))\.\w+')
CONV = r'(?:conv|bn)\.\w+'
PRM = r'(?:middle_path|bottom_path|conv_bn_relu_prm_1)\.[\w.]+'
PATTERNS = (
    (r'backbone\.(conv|bn)1\.(\w+)',
     lambda kind, rest: dict(stem=f'{kind}.{rest}')),
    (rf'backbone\.layer(\d)\.({BLOCK})',
     lambda layer, rest: dict(stage=0, layer=layer, rest=rest)),
    (rf'neck\.encoders\.(\d+)\.layer(\d)\.({BLOCK})',
     lambda stage, layer, rest: dict(
         stage=int(stage) + 1, layer=layer, rest=rest)),
    (rf'neck\.decoders\.(\d+)\.(laterals|raises)\.(\d)\.({CONV})',
     lambda stage, name, resolution, rest: dict(
         stage=stage, name=name, unit=_unit(resolution), rest=rest)),
    (rf'neck\.aggregations\.(\d+)\.(from_down|from_up)\.(\d)\.({CONV})',
     lambda stage, name, resolution, rest: dict(
         stage=stage, name=name, unit=_unit(resolution), rest=rest)),
    (rf'neck\.aggregations\.(\d+)\.(handoff)\.({CONV})',
     lambda stage, name, rest: dict(
         stage=stage, name=name, unit=UNITS, rest=rest)),
    (rf'head\.predictors\.(\d+)\.(\d)\.(mix|predict|prm)\.'
     rf'((?:{CONV})|(?:{PRM}))',
     lambda stage, resolution, name, rest: dict(
         stage=stage, name=name, unit=_unit(resolution), rest=rest)),
)
