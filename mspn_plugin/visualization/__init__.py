from .figures import (
    figure_to_array,
    plot_contact_sheet,
    plot_loss_curves,
    plot_refinement,
)
from .people import build_visualizer, draw_people
from .refinement_hook import RefinementHook
from .stage_predictions import GroundTruth, StagePredictions, predict_stages

__all__ = [
    'GroundTruth', 'RefinementHook', 'StagePredictions', 'build_visualizer',
    'draw_people', 'figure_to_array', 'plot_contact_sheet',
    'plot_loss_curves', 'plot_refinement', 'predict_stages'
]
