"""Loading a checkpoint runs no code.

torch >= 2.6 refuses mmengine's checkpoints, since they hold more than
weights: log histories, NumPy arrays and a call of ``getattr``. Older torch
loads them, and anything else that a stranger's file may hold. Here mmengine's
loader, whatever the address, takes weights and mmengine's own training state,
and nothing else, on every torch.
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

from .damage import DamagedCheckpoint, damage

STATISTICS = ('min', 'max', 'current', 'mean')


class UnsafeCheckpoint(pickle.UnpicklingError):
    """A checkpoint that asks for something else than weights and logs."""


def _statistic(owner: type, name: str) -> Callable:
    """What ``getattr`` is replaced by: HistoryBuffer's own statistics."""
    if owner is not HistoryBuffer or name not in STATISTICS:
        raise pickle.UnpicklingError(
            f"getattr({owner!r}, {name!r}) is not one of HistoryBuffer's "
            f'statistics {STATISTICS}')
    return getattr(HistoryBuffer, name)


def _allowed() -> Dict[str, object]:
    """Everything a checkpoint may name besides torch's own weights."""
    numbers = [np.dtype(kind) for kind in '?bBhHiIlLqQefd']
    reconstruct, scalar = (
        np.zeros(1).__reduce__()[0], np.float64(0).__reduce__()[0])
    allowed = {
        'builtins.getattr': _statistic,
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
def only_weights() -> Iterator[None]:
    """Within it every ``torch.load`` reads weights and mmengine's state."""
    with mock.patch.dict('os.environ', TORCH_FORCE_WEIGHTS_ONLY_LOAD='1'):
        if torch.__version__ >= torch.torch_version.TorchVersion('2.6'):
            allowed = [(thing, name) for name, thing in _allowed().items()]
            with torch.serialization.safe_globals(allowed):
                yield
        else:
            with mock.patch.object(torch.serialization,
                                   '_weights_only_unpickler', _OldTorch):
                yield


class _OldTorch:
    """Stands in for torch's weights-only unpickler, which before 2.6 takes no
    replacement for ``getattr``."""

    class Unpickler(pickle.Unpickler):

        def find_class(self, module: str, name: str) -> object:
            from torch._weights_only_unpickler import _get_allowed_globals
            allowed = {**_get_allowed_globals(), **_allowed()}
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
        UnsafeCheckpoint: The file asks for anything but weights, optimiser
            and log state; it says what.
        DamagedCheckpoint: A file that is no whole checkpoint.
    """
    path = Path(filename)
    problem = damage(path) if path.is_file() else None
    if problem is not None:
        raise DamagedCheckpoint(f'{filename} is damaged: {problem}.')
    try:
        with only_weights():
            checkpoint = _load_checkpoint(filename, *args, **kwargs)
    except pickle.UnpicklingError as error:
        raise UnsafeCheckpoint(
            f'{filename} was not loaded, and nothing in it was run: it holds '
            'something else than weights and training state '
            f'({_reason(error)}). If you trust its author, read it by '
            'torch.load(..., weights_only=False) in a place of your own and '
            'save its state_dict alone.') from error
    except (EOFError, IndexError, KeyError, RuntimeError,
            ValueError) as error:
        raise DamagedCheckpoint(
            f'{filename} cannot be read: {error}') from error
    weights = checkpoint.get('state_dict', {}) if isinstance(
        checkpoint, dict) else None
    if not isinstance(weights, dict):
        raise DamagedCheckpoint(f'{filename} holds no weights by name.')
    return checkpoint


def _reason(error: Exception) -> str:
    """The one line of torch's page-long advice that says what was met."""
    lines = str(error).replace('WeightsUnpickler error:', '\n').splitlines()
    told = [s.strip() for s in lines if 'GLOBAL' in s or 'getattr' in s]
    return (told[-1] if told else lines[0]).split(' was not an ')[0]


_load_checkpoint = CheckpointLoader.load_checkpoint
CheckpointLoader.load_checkpoint = staticmethod(load_checkpoint)
