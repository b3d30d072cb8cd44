from .autocast import AutocastOptimWrapper
from .deploy import deploy
from .safe_checkpoint import UnsafeCheckpoint, only_weights

__all__ = [
    'AutocastOptimWrapper', 'UnsafeCheckpoint', 'deploy', 'only_weights'
]
