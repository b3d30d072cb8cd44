"""Checks of the metainfo of keypoints, before mmpose parses it."""

import math
from typing import Dict, List

from ...host import LabelError, describe_error
from .arrays import normalised

PARTS = ('dataset_name', 'keypoint_info', 'skeleton_info', 'joint_weights',
         'sigmas')
LARGE = 0.5  # COCO's sigmas are 0.025 to 0.107


class MetainfoError(LabelError):
    """Invalid metainfo."""


def check_metainfo(metainfo: dict) -> List[str]:
    """Raise if mmpose would misinterpret a metainfo, or fail later.

    Args:
        metainfo: With :data:`PARTS`, as in ``dataset_info`` of a file.

    Returns:
        Warnings, one sentence each.

    Raises:
        MetainfoError: A part is missing, ids are not 0, 1, 2, ...; names are
            there twice; a swap has no counterpart; a limb has unknown ends;
            or numbers do not fit.
    """
    missing = [part for part in PARTS if part not in metainfo]
    if missing:
        raise MetainfoError(f'The metainfo has no {", ".join(missing)}.')
    try:
        return _check_parts(metainfo)
    except (AttributeError, KeyError, TypeError) as error:
        raise MetainfoError('The metainfo has another layout than mmpose: '
                            f'{describe_error(error)}.') from error


def _check_parts(metainfo: dict) -> List[str]:
    info = metainfo['keypoint_info']
    _check_keypoints(info)
    names = [point['name'] for point in info.values()]
    swaps = {point['name']: point.get('swap') or point['name']
             for point in info.values()}
    _check_swaps(swaps)
    for key, limb in dict(metainfo['skeleton_info']).items():
        ends = limb.get('link', ())
        unknown = [end for end in ends if end not in names]
        if len(ends) != 2 or unknown:
            raise MetainfoError(
                f'skeleton_info[{key!r}] links {list(ends)}: not two of the '
                f'keypoints {names}.')
    _check_numbers('joint_weights', metainfo['joint_weights'], len(names), 0)
    if not any(metainfo['joint_weights']):
        raise MetainfoError('joint_weights are all 0: nothing is learnt.')
    _check_numbers('sigmas', metainfo['sigmas'], len(names), 1e-6)
    return _unusual_swaps(swaps) + _large_sigmas(metainfo['sigmas'])


def _check_keypoints(info: dict):
    if not isinstance(info, dict) or not info:
        raise MetainfoError('keypoint_info must be {0: dict(name=...), '
                            f'...}}, got {info!r}.')
    if list(info) != list(range(len(info))):
        raise MetainfoError(
            f'keypoint_info has the keys {list(info)}: they must be 0 to '
            f'{len(info) - 1}, in this order.')
    for key, point in info.items():
        if not point.get('name'):
            raise MetainfoError(f'keypoint_info[{key}] has no name.')
        if not isinstance(point.get('swap', ''), str):
            raise MetainfoError(f'keypoint_info[{key}] has the swap '
                                f'{point["swap"]!r}: \'\' means none.')
        if point.get('id', key) != key:
            raise MetainfoError(
                f'keypoint_info[{key}] has the id {point["id"]}.')
    names = [point['name'] for point in info.values()]
    for name in names:
        if names.count(name) > 1:
            raise MetainfoError(f'Two keypoints are called {name!r}.')


def _check_swaps(swaps: Dict[str, str]):
    for name, other in swaps.items():
        if other not in swaps:
            raise MetainfoError(f'{name!r} swaps with {other!r}, which is no '
                                f'keypoint: they are {list(swaps)}.')
        if swaps[other] != name:
            raise MetainfoError(
                f'{name!r} swaps with {other!r}, but {other!r} swaps with '
                f'{swaps[other]!r}: flips need both, or neither.')


def _check_numbers(name: str, values: list, count: int, least: float):
    if len(values) != count:
        raise MetainfoError(f'There are {count} keypoints and {len(values)} '
                            f'{name}.')
    for value in values:
        if not (math.isfinite(value) and value >= least):
            raise MetainfoError(f'{name} must be numbers '
                                f'{"above" if least else "of at least"} 0, '
                                f'got {value!r}.')


def _unusual_swaps(swaps: Dict[str, str]) -> List[str]:
    """Warnings about left and right names that do not swap."""
    by_name = dict(zip(normalised(swaps), swaps))
    lines = []
    for plain, name in by_name.items():
        mirrored = by_name.get(plain.replace('left', 'right')
                               if 'left' in plain else plain)
        if mirrored and mirrored != name and swaps[name] != mirrored:
            lines.append(
                f'{name!r} swaps with {swaps[name]!r}, not {mirrored!r}: '
                'flipped pictures then have wrong labels.')
    return lines


def _large_sigmas(sigmas: List[float]) -> List[str]:
    if max(sigmas) <= LARGE:
        return []
    return [f'a sigma is {max(sigmas):g}: AP is then high for any '
            'prediction; sigmas are relative to the person (0.025 to 0.107 '
            'in COCO).']
