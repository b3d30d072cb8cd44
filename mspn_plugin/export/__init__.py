from .graph import export, metadata
from .quantisation import quantise
from .verification import OnnxDifference, compare_with_torch

__all__ = [
    'OnnxDifference', 'compare_with_torch', 'export', 'metadata', 'quantise'
]
