"""Checkpoints of mmpose's and official MSPN and RSN become ours, and back."""

from functools import partial
from typing import Dict

from torch import Tensor

from .key_names import key_mapping, mmpose_key, official_key

State = Dict[str, Tensor]
KEYS_SHOWN = 3  # keys that an error names


class ConversionError(ValueError):
    """A checkpoint that is not of the network it is converted to."""


def detect_format(state: State) -> str:
    """Whose checkpoint it is: 'ours', 'mmpose' or 'official'.

    Raises:
        ConversionError: None of them.
    """
    keys = [key.removeprefix('module.') for key in state]
    for kind, prefix in (('mmpose', 'backbone.multi_stage_mspn.'),
                         ('mmpose', 'backbone.multi_stage_rsn.'),
                         ('official', 'stage0.downsample.'),
                         ('ours', 'neck.decoders.')):
        if any(key.startswith(prefix) for key in keys):
            return kind
    raise ConversionError(
        "No MSPN or RSN checkpoint: it has neither mmpose's keys "
        "('backbone.multi_stage_mspn.*', 'backbone.multi_stage_rsn.*') nor "
        "the official ones ('stage0.*') "
        f"nor this package's ('neck.decoders.*'), but {_list_keys(state)}.")


def to_plugin(state: State, wanted: State) -> State:
    """Any of the three kinds -> this package's names and shapes.

    Args:
        state: The checkpoint's weights.
        wanted: ``state_dict()`` of the network they are for.

    Raises:
        ConversionError: Keys too many or too few, or of another shape.
    """
    kind = detect_format(state)
    state = {_strip_prefixes(key): value for key, value in state.items()}
    if kind == 'ours':
        found = dict(state)
    else:
        rule = official_key
        if kind == 'mmpose':
            rule = partial(mmpose_key, network=_network(wanted))
        if kind == 'official':
            state = _stem_to_rgb(_fold_biases(state))
        names = key_mapping(wanted, rule)
        _check_keys(set(state), set(names))
        found = {names[k]: v for k, v in state.items() if k in names}
    return _check_shapes(found, wanted)


def to_mmpose(state: State) -> State:
    """This package's weights -> mmpose's names.

    A :class:`SummedHead` has the same parts and passes, but mmpose's head
    does not sum.

    Raises:
        ConversionError: No MSPN or RSN: a part that mmpose's has not, or
            ResNet's basic blocks, which its MSPN does not know.
    """
    network = _network(state)
    if network == 'mspn' and not any('layer1.0.conv3.' in k for k in state):
        raise ConversionError("mmpose's MSPN has bottlenecks alone, and here "
                              'are none.')
    try:
        return {
            mmpose_key(_strip_prefixes(key), network): value
            for key, value in state.items()
        }
    except ValueError as error:
        raise ConversionError(
            f"mmpose's {network.upper()} cannot hold it: {error}") from None


def _network(state: State) -> str:
    """'rsn' where blocks are residual steps, 'mspn' elsewhere."""
    steps = any('.conv_bn_relu2_1_1.' in key for key in state)
    return 'rsn' if steps else 'mspn'


def _strip_prefixes(key: str) -> str:
    key = key.removeprefix('module.')  # of DistributedDataParallel
    if key.startswith('keypoint_head.'):  # mmpose 0.x
        key = key.replace('keypoint_head.', 'head.', 1)
    return key


def _fold_biases(state: State) -> State:
    """The official convolutions' biases, folded into the norm behind each.

    ``norm(Wx + b) = norm'(Wx)`` with the running mean less by b: exact.
    """
    state = dict(state)
    for key in [k for k in state if k.endswith('conv.bias')]:
        mean = key.replace('conv.bias', 'bn.running_mean')
        if mean not in state:
            raise ConversionError(f'{key} has no norm behind it.')
        state[mean] = state[mean] - state.pop(key)
    return state


def _stem_to_rgb(state: State) -> State:
    """The official stem reads OpenCV's blue, green, red; ours the reverse.

    Exact, for mean and deviation are the same numbers, colour by colour.
    """
    state = dict(state)
    stem = 'top.conv.conv.weight'
    if stem in state:
        state[stem] = state[stem].flip(1)
    return state


def _check_shapes(found: State, wanted: State) -> State:
    _check_keys(set(found), set(wanted))
    for key in sorted(found.keys() & wanted.keys()):
        if found[key].shape != wanted[key].shape:
            raise ConversionError(
                f'{key} is {tuple(found[key].shape)} in the checkpoint and '
                f'{tuple(wanted[key].shape)} in the config: other stages, '
                'widths or keypoints?')
    return {key: found.get(key, wanted[key]) for key in wanted}


def _check_keys(found: set, wanted: set):
    found, wanted = ({
        k
        for k in keys if not k.endswith('num_batches_tracked')
    } for keys in (found, wanted))
    if found != wanted:
        raise ConversionError(
            f'The checkpoint is of another network than the config: '
            f'{len(found - wanted)} keys too many'
            f'{_list_keys(found - wanted, " (")}, '
            f'{len(wanted - found)} missing'
            f'{_list_keys(wanted - found, " (")}.')


def _list_keys(keys, before: str = '') -> str:
    keys = sorted(keys)
    if not keys:
        return '' if before else 'no keys at all'
    shown = ', '.join(
        keys[:KEYS_SHOWN]) + (', ...' if len(keys) > KEYS_SHOWN else '')
    return f'{before}{shown})' if before else shown
