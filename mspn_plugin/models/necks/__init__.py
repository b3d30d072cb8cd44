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
from .multi_stage_neck import MultiStageNeck
from .xception import XceptionEncoder

__all__ = [
    'BackboneStages', 'ConvolutionMachine', 'CrossStageAggregation',
    'FeatureFusion', 'GatedAggregation', 'GlobalNetDecoder',
    'HourglassDecoder', 'HourglassEncoder', 'MultiStageNeck', 'ResNetEncoder',
    'StageHandoff', 'XceptionEncoder'
]
