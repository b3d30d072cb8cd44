from .multi_resolution_head import MultiResolutionHead
from .multi_stage_simcc_head import MultiStageSimCCHead
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
    'MultiStageSimCCHead', 'RefinedPredictor', 'ResizePredictor', 'SummedHead'
]
