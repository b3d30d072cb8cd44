from .calibration import quantise
from .graph import export, metadata
from .session import OnnxReader, compare, network_of

__all__ = [
    'OnnxReader', 'compare', 'export', 'metadata', 'network_of', 'quantise'
]
