from .safe_checkpoint import UnsafeCheckpoint, only_weights

__all__ = ['UnsafeCheckpoint', 'only_weights']
