from .figures import (
    figure_to_array,
    plot_contact_sheet,
    plot_loss_curves,
    plot_refinement,
)
from .labels import draw_ids, draw_legend
from .people import build_visualizer, default_threshold, draw_people
from .refinement_hook import RefinementHook
from .sides import has_sides
from .stage_predictions import GroundTruth, StagePredictions, predict_stages

__all__ = [
    'GroundTruth', 'RefinementHook', 'StagePredictions', 'build_visualizer',
    'default_threshold', 'draw_ids', 'draw_legend', 'draw_people',
    'figure_to_array', 'has_sides',
    'plot_contact_sheet', 'plot_loss_curves', 'plot_refinement',
    'predict_stages'
]
