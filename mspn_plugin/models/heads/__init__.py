from .multi_resolution_head import MultiResolutionHead
from .predictors import (
    ConvPredictor,
    DeconvPredictor,
    DUCPredictor,
    ResizePredictor,
)
from .refined_predictor import RefinedPredictor
from .separable_predictor import SeparablePredictor
from .summed_head import SummedHead

__all__ = [
    'ConvPredictor', 'DUCPredictor', 'DeconvPredictor',
    'MultiResolutionHead', 'RefinedPredictor', 'ResizePredictor',
    'SeparablePredictor', 'SummedHead'
]
