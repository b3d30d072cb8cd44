from .multi_stage_heatmap import MultiStageHeatmap
from .simcc_multi_stage_heatmap import SimCCMultiStageHeatmap
from .unbiased_multi_stage_heatmap import UnbiasedMultiStageHeatmap

__all__ = [
    'MultiStageHeatmap', 'SimCCMultiStageHeatmap', 'UnbiasedMultiStageHeatmap'
]
