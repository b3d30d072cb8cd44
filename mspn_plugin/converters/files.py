"""Convert checkpoint files, or prepare them for publication."""

import hashlib
from pathlib import Path
from typing import NamedTuple, Optional, Sequence, Union

import torch
from mmengine.runner import CheckpointLoader
from mmpose.registry import MODELS

from ..engine.config import load_config
from .state_dicts import (
    ConversionError,
    State,
    detect_format,
    to_mmpose,
    to_plugin,
)

#: Entries of a checkpoint's ``meta`` that converted files keep.
META = ('dataset_meta', 'epoch', 'calibration')


class Converted(NamedTuple):
    """Format of the source, and number of keys that were written."""
    source_format: str
    keys: int


def convert_file(source: Union[str, Path], target: Union[str, Path],
                 config: Optional[Union[str, Path]] = None,
                 *,
                 options: Optional[dict] = None) -> Converted:
    """Convert a checkpoint of mmpose or the official code, or back.

    Args:
        source: The checkpoint; its format is detected.
        target: The file to write.
        config: Config of this package's network; None: convert from this
            package to mmpose.
        options: The values of ``--cfg-options``, which override the config.

    Raises:
        ConversionError: The source is for another network; nothing is
            written.
    """
    checkpoint = CheckpointLoader.load_checkpoint(
        str(source), map_location='cpu')
    state = checkpoint.get('state_dict', checkpoint.get('model', checkpoint))
    try:
        source_format = detect_format(state)
        state = _convert(state, source_format, config, options)
    except ConversionError as error:
        raise ConversionError(f'{source}: {error}') from error
    _save(state, checkpoint, target)
    return Converted(source_format, len(state))


def _convert(state: State, source_format: str,
             config: Optional[Union[str, Path]],
             options: Optional[dict]) -> State:
    if config is not None:
        network = MODELS.build(load_config(config, options).model)
        return to_plugin(state, network.state_dict())
    if source_format != 'ours':
        raise ConversionError(
            f'These are {source_format} weights: convert them to ours first '
            '(--config CONFIG).')
    return to_mmpose(state)


def publish(source: Union[str, Path], target: Union[str, Path], *,
            average: Sequence[Union[str, Path]] = ()) -> str:
    """Write the weights of a checkpoint in half precision, and nothing else.

    Vectors (norms, biases) stay in float32: they are small, and variances
    may be too small for float16.

    Args:
        source: A checkpoint of mmengine.
        target: The file to write.
        average: More checkpoints of the same network: the mean of all
            weights is written (Wortsman et al., Model soups, ICML 2022),
            without the calibration of scores of any.

    Returns:
        The SHA-256 of ``target``.

    Raises:
        ConversionError: The checkpoints are of different networks; nothing
            is written.
    """
    checkpoint = CheckpointLoader.load_checkpoint(
        str(source), map_location='cpu')
    weights = checkpoint['state_dict']
    if average:
        weights = _mean([source, *average])
        checkpoint.get('meta', {}).pop('calibration', None)
    weights = {
        key: value.half()
        if value.is_floating_point() and value.dim() > 1 else value
        for key, value in weights.items()
    }
    _save(weights, checkpoint, target)
    return hashlib.sha256(Path(target).read_bytes()).hexdigest()


def _mean(paths: Sequence[Union[str, Path]]) -> State:
    """The mean of weights; counters are the first checkpoint's."""
    states = [CheckpointLoader.load_checkpoint(
        str(path), map_location='cpu')['state_dict'] for path in paths]
    first = states[0]
    for path, state in zip(paths, states):
        if _shapes(state) != _shapes(first):
            raise ConversionError(
                f'{path} and {paths[0]} are checkpoints of different '
                'networks: their tensors have other names or shapes.')
    return {
        key: torch.stack([state[key].float() for state in states]).mean(0)
        if value.is_floating_point() else value
        for key, value in first.items()
    }


def _shapes(state: State) -> dict:
    return {key: value.shape for key, value in state.items()}


def _save(state: State, checkpoint: dict, target: Union[str, Path]):
    """Write weights, and what else of a checkpoint describes them."""
    meta = checkpoint.get('meta', {}) if 'state_dict' in checkpoint else {}
    kept = {key: meta[key] for key in META if key in meta}
    torch.save(dict(meta=kept, state_dict=state), target)
