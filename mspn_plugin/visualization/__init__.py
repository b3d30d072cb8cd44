from .figures import (
    figure_to_array,
    plot_contact_sheet,
    plot_loss_curves,
    plot_refinement,
)
from .refinement_hook import RefinementHook
from .stage_predictions import GroundTruth, StagePredictions, predict_stages

__all__ = [
    'StagePredictions', 'RefinementHook', 'GroundTruth', 'plot_contact_sheet',
    'predict_stages', 'plot_loss_curves', 'figure_to_array', 'plot_refinement'
]
