"""Convert weights of mmpose's and official MSPN and RSN to ours, and back."""

from functools import partial
from typing import Dict

from torch import Tensor

from .key_names import key_mapping, mmpose_key, official_key

State = Dict[str, Tensor]
KEYS_SHOWN = 3  # number of keys in an error message


class ConversionError(ValueError):
    """The checkpoint is for another network."""


def detect_format(state: State) -> str:
    """Detect the format: 'ours', 'mmpose' or 'official'.

    Raises:
        ConversionError: The format is none of them.
    """
    keys = [key.removeprefix('module.') for key in state]
    for kind, prefix in (('mmpose', 'backbone.multi_stage_mspn.'),
                         ('mmpose', 'backbone.multi_stage_rsn.'),
                         ('official', 'stage0.downsample.'),
                         ('ours', 'neck.decoders.')):
        if any(key.startswith(prefix) for key in keys):
            return kind
    raise ConversionError(
        "Not an MSPN or RSN checkpoint: it has neither mmpose's keys "
        "('backbone.multi_stage_mspn.*', 'backbone.multi_stage_rsn.*') nor "
        "the official ones ('stage0.*') "
        f"nor this package's ('neck.decoders.*'), but {_list_keys(state)}.")


def to_plugin(state: State, wanted: State) -> State:
    """Convert weights of the three formats to this package's names.

    Args:
        state: Weights of the checkpoint.
        wanted: ``state_dict()`` of the target network.

    Raises:
        ConversionError: Keys are missing or left over, or shapes differ.
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
    """Convert this package's weights to mmpose's names.

    The weights of a :class:`SummedHead` are converted too, but mmpose's head
    does not sum.

    Raises:
        ConversionError: mmpose's MSPN or RSN lacks a part, or the network has
            ResNet's basic blocks, which mmpose's MSPN lacks.
    """
    network = _network(state)
    if network == 'mspn' and not any('layer1.0.conv3.' in k for k in state):
        raise ConversionError("mmpose's MSPN needs bottlenecks, this network "
                              'has none.')
    try:
        return {
            mmpose_key(_strip_prefixes(key), network): value
            for key, value in state.items()
        }
    except ValueError as error:
        raise ConversionError(
            f"mmpose's {network.upper()} cannot hold it: {error}") from None


def _network(state: State) -> str:
    """'rsn' if the blocks are residual steps, else 'mspn'."""
    steps = any('.conv_bn_relu2_1_1.' in key for key in state)
    return 'rsn' if steps else 'mspn'


def _strip_prefixes(key: str) -> str:
    key = key.removeprefix('module.')  # of DistributedDataParallel
    if key.startswith('keypoint_head.'):  # mmpose 0.x
        key = key.replace('keypoint_head.', 'head.', 1)
    return key


def _fold_biases(state: State) -> State:
    """Fold the official convolutions' biases into the norms after them.

    ``norm(Wx + b) = norm'(Wx)`` if b is subtracted from the running mean.
    """
    state = dict(state)
    for key in [k for k in state if k.endswith('conv.bias')]:
        mean = key.replace('conv.bias', 'bn.running_mean')
        if mean not in state:
            raise ConversionError(f'{key} is not followed by a norm.')
        state[mean] = state[mean] - state.pop(key)
    return state


def _stem_to_rgb(state: State) -> State:
    """Convert the stem from BGR (official code) to RGB (this package).

    This is exact, because both use equal means and deviations per colour.
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
            f'The checkpoint does not fit the network of the config: '
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
