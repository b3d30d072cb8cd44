from .multi_stage_heatmap import MultiStageHeatmap
from .unbiased_multi_stage_heatmap import UnbiasedMultiStageHeatmap

__all__ = ['MultiStageHeatmap', 'UnbiasedMultiStageHeatmap']
