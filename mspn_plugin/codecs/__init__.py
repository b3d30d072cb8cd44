from .multi_stage_heatmap import MultiStageHeatmap

__all__ = ['MultiStageHeatmap']
