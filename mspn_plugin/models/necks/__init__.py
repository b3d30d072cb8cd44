from .aggregations import CrossStageAggregation, StageHandoff
from .decoders import GlobalNetDecoder
from .encoders import ResNetEncoder
from .multi_stage_neck import MultiStageNeck

__all__ = [
    'CrossStageAggregation', 'StageHandoff', 'GlobalNetDecoder',
    'ResNetEncoder', 'MultiStageNeck'
]
