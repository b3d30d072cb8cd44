from .deploy import deploy
from .safe_checkpoint import UnsafeCheckpoint, only_weights

__all__ = ['UnsafeCheckpoint', 'deploy', 'only_weights']
