from . import processes  # noqa: F401  several processes without a GPU
from .autocast import AutocastOptimWrapper
from .damage import DamagedCheckpoint
from .deploy import deploy
from .durable_checkpoint import CheckpointNotSaved, NoWholeCheckpoint
from .finite import FiniteHook, NonFiniteTraining
from .resume import RandomStateHook, SeekingIterLoop
from .safe_checkpoint import UnsafeCheckpoint, only_weights

__all__ = [
    'AutocastOptimWrapper', 'CheckpointNotSaved', 'DamagedCheckpoint',
    'FiniteHook', 'NoWholeCheckpoint', 'NonFiniteTraining', 'RandomStateHook',
    'SeekingIterLoop', 'UnsafeCheckpoint', 'deploy', 'only_weights'
]
