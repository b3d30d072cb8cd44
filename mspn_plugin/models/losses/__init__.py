from .accuracy import heatmap_pck
from .distillation import DistilledSupervision
from .heatmap_losses import heatmap_mse, ohkm
from .part_supervision import PartSupervision
from .supervision import HeatmapSupervision

__all__ = [
    'heatmap_pck', 'heatmap_mse', 'ohkm', 'DistilledSupervision',
    'HeatmapSupervision', 'PartSupervision'
]
