from .multi_resolution_head import MultiResolutionHead
from .predictors import ConvPredictor

__all__ = ['MultiResolutionHead', 'ConvPredictor']
