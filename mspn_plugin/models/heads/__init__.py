from .multi_resolution_head import MultiResolutionHead
from .predictors import (
    ConvPredictor,
    DeconvPredictor,
    DUCPredictor,
    ResizePredictor,
)
from .refined_predictor import RefinedPredictor
from .summed_head import SummedHead

__all__ = [
    'ConvPredictor', 'DeconvPredictor', 'DUCPredictor', 'MultiResolutionHead',
    'RefinedPredictor', 'ResizePredictor', 'SummedHead'
]
