"""Loading a checkpoint runs no code.

mmengine's checkpoints hold more than weights: log histories, NumPy arrays and
a call of ``getattr``. torch 2.6 and later refuse them, and older torch runs
any code that a checkpoint holds. Here mmengine's loader accepts weights and
mmengine's own training state, from a file or a URL, on every torch.
"""

import codecs
import pickle
from contextlib import contextmanager
from pathlib import Path
from typing import Callable, Dict, Iterator
from unittest import mock

import numpy as np
import torch
from mmengine.logging import HistoryBuffer
from mmengine.runner.checkpoint import CheckpointLoader

from .checkpoint_integrity import DamagedCheckpoint, find_damage

_load_checkpoint = CheckpointLoader.load_checkpoint
HISTORY_BUFFER_STATISTICS = ('min', 'max', 'current', 'mean')


class UnsafeCheckpoint(pickle.UnpicklingError):
    """A checkpoint that has other content than weights and logs."""


def _restricted_getattr(owner: type, name: str) -> Callable:
    """Replaces ``getattr``: gives HistoryBuffer's own statistics only."""
    if owner is not HistoryBuffer or name not in HISTORY_BUFFER_STATISTICS:
        raise pickle.UnpicklingError(
            f"getattr({owner!r}, {name!r}) is not one of HistoryBuffer's "
            f'statistics {HISTORY_BUFFER_STATISTICS}')
    return getattr(HistoryBuffer, name)


def _empty_bytes(*arguments: object) -> bytes:
    """Replaces ``bytes``: gives the content of empty arrays, such as the
    colours of a skeleton without limbs."""
    if arguments:
        raise pickle.UnpicklingError('GLOBAL bytes with content')
    return b''


def _allowed_globals() -> Dict[str, object]:
    """Everything that a checkpoint may name besides torch's own globals."""
    numbers = [np.dtype(kind) for kind in '?bBhHiIlLqQefd']
    reconstruct, scalar = (
        np.zeros(1).__reduce__()[0], np.float64(0).__reduce__()[0])
    allowed = {
        'builtins.getattr': _restricted_getattr,
        'builtins.bytes': _empty_bytes,
        'mmengine.logging.history_buffer.HistoryBuffer': HistoryBuffer,
        '_codecs.encode': codecs.encode,  # bytes; torch >= 2.6 allows it too
        'numpy.ndarray': np.ndarray,
        'numpy.dtype': np.dtype,
    }
    for core in ('numpy.core', 'numpy._core'):  # before and after NumPy 2
        allowed[f'{core}.multiarray._reconstruct'] = reconstruct
        allowed[f'{core}.multiarray.scalar'] = scalar
    for dtype in numbers:
        allowed[f'{type(dtype).__module__}.{type(dtype).__name__}'] = type(
            dtype)
    return allowed


@contextmanager
def weights_only_loading() -> Iterator[None]:
    """Within it ``torch.load`` accepts weights and mmengine's state only."""
    with mock.patch.dict('os.environ', TORCH_FORCE_WEIGHTS_ONLY_LOAD='1'):
        if torch.__version__ >= torch.torch_version.TorchVersion('2.6'):
            allowed = [
                (thing, name) for name, thing in _allowed_globals().items()]
            with torch.serialization.safe_globals(allowed):
                yield
        else:
            with mock.patch.object(
                    torch.serialization, '_weights_only_unpickler',
                    _RestrictedPickle):
                yield


class _RestrictedPickle:
    """Replaces torch's weights-only unpickler, which before 2.6 accepts no
    replacement for ``getattr``."""

    class Unpickler(pickle.Unpickler):

        def find_class(self, module: str, name: str) -> object:
            from torch._weights_only_unpickler import _get_allowed_globals
            allowed = {**_get_allowed_globals(), **_allowed_globals()}
            module = module.replace('__builtin__', 'builtins')  # protocol 2
            if f'{module}.{name}' not in allowed:
                raise pickle.UnpicklingError(
                    f'Unsupported global: GLOBAL {module}.{name} was not an '
                    'allowed global')
            return allowed[f'{module}.{name}']

    @classmethod
    def load(cls, file, *, encoding: str = 'ASCII'):
        return cls.Unpickler(file, encoding=encoding).load()


def load_checkpoint(filename: str, *args, **kwargs) -> dict:
    """mmengine's ``CheckpointLoader.load_checkpoint`` that runs no code.

    Raises:
        UnsafeCheckpoint: The file has other content than weights, optimiser
            and log state; the message names it.
        DamagedCheckpoint: The file is not a checkpoint, or is damaged.
    """
    path = Path(filename)
    problem = find_damage(path) if path.is_file() else None
    if problem is not None:
        raise DamagedCheckpoint(f'{filename} is damaged: {problem}.')
    try:
        with weights_only_loading():
            checkpoint = _load_checkpoint(filename, *args, **kwargs)
    except pickle.UnpicklingError as error:
        raise UnsafeCheckpoint(
            f'{filename} was not loaded, and nothing in it was run: it has '
            'other content than weights and training state '
            f'({_refused_global(error)}). If you trust its author, load it '
            'with torch.load(..., weights_only=False) in a separate process '
            'and save its state_dict only.') from error
    except (EOFError, IndexError, KeyError, RuntimeError,
            ValueError) as error:
        raise DamagedCheckpoint(
            f'{filename} cannot be read: {error}') from error
    weights = checkpoint.get('state_dict', {}) if isinstance(
        checkpoint, dict) else None
    if not isinstance(weights, dict):
        raise DamagedCheckpoint(f'{filename} has no weights by name.')
    return checkpoint


def _refused_global(error: Exception) -> str:
    """The line of torch's long message that names what was refused."""
    lines = str(error).replace('WeightsUnpickler error:', '\n').splitlines()
    named = [s.strip() for s in lines if 'GLOBAL' in s or 'getattr' in s]
    return (named[-1] if named else lines[0]).split(' was not an ')[0]
