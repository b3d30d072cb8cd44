from .evaluation import calibration_batches, evaluate
from .graph import export, metadata
from .quantisation import quantise
from .verification import (
    ExportError,
    OnnxDifference,
    compare_with_torch,
    export_verified,
)

__all__ = [
    'ExportError', 'OnnxDifference', 'calibration_batches',
    'compare_with_torch', 'evaluate', 'export', 'export_verified',
    'metadata', 'quantise'
]
