from ..host import (
    CheckpointNotSaved,
    DamagedCheckpoint,
    NoWholeCheckpoint,
    UnsafeCheckpoint,
    weights_only_loading,
)
from .autocast import AutocastOptimWrapper
from .deploy import deploy
from .finite_hook import FiniteHook, NonFiniteTraining
from .resume import RandomStateHook, SeekingIterLoop

__all__ = [
    'AutocastOptimWrapper', 'CheckpointNotSaved', 'DamagedCheckpoint',
    'FiniteHook', 'NoWholeCheckpoint', 'NonFiniteTraining', 'RandomStateHook',
    'SeekingIterLoop', 'UnsafeCheckpoint', 'deploy', 'weights_only_loading'
]
