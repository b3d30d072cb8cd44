from .multi_resolution_head import MultiResolutionHead
from .multi_stage_simcc_head import MultiStageSimCCHead
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
    'MultiResolutionHead', 'MultiStageSimCCHead', 'RefinedPredictor',
    'ResizePredictor', 'SeparablePredictor', 'SummedHead'
]
