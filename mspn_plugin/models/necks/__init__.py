from .aggregations import (
    CrossStageAggregation,
    GatedAggregation,
    StageHandoff,
)
from .backbone_stages import BackboneStages
from .convolution_machine import ConvolutionMachine
from .decoders import GlobalNetDecoder
from .encoders import ResNetEncoder
from .feature_fusion import FeatureFusion
from .hourglass import HourglassDecoder, HourglassEncoder
from .inverted_residual_encoder import InvertedResidualEncoder
from .multi_stage_neck import MultiStageNeck
from .separable_decoder import SeparableDecoder
from .stacked_hourglass import StackedHourglassNeck
from .xception import XceptionEncoder

__all__ = [
    'BackboneStages', 'ConvolutionMachine', 'CrossStageAggregation',
    'FeatureFusion', 'GatedAggregation', 'GlobalNetDecoder',
    'HourglassDecoder', 'HourglassEncoder', 'InvertedResidualEncoder',
    'MultiStageNeck', 'ResNetEncoder', 'SeparableDecoder',
    'StackedHourglassNeck', 'StageHandoff', 'XceptionEncoder'
]
