"""Show the heatmaps of every stage while a network trains."""

from typing import Optional

from mmengine.hooks import Hook
from mmengine.model import is_model_wrapper
from mmengine.runner import Runner
from mmpose.registry import HOOKS

from .figures import figure_to_array, plot_refinement
from .stage_predictions import predict_stages


@HOOKS.register_module()
class RefinementHook(Hook):
    """Passes figures of every stage's heatmaps and targets to the visualizer.

    It draws the first people of the batch after the optimiser's step.
    TensorBoard and every other backend of mmengine's Visualizer show the
    figures as ``refinement_{i}``. Rings mark the keypoints that OHKM selects.

    Args:
        interval: Iterations between two figures.
        people: Number of people that are drawn.
    """

    priority = 'LOW'

    def __init__(self, *, interval: int = 500, people: int = 2):
        self.interval, self.people = interval, people

    def after_train_iter(self,
                         runner: Runner,
                         batch_idx: int,
                         data_batch: Optional[dict] = None,
                         outputs: Optional[dict] = None):
        """Draw every ``interval`` iterations."""
        if runner.rank or not self.every_n_train_iters(runner, self.interval):
            return
        model = runner.model
        if is_model_wrapper(model):
            model = model.module
        samples = data_batch['data_samples']
        skeleton = samples[0].metainfo.get('skeleton_links') or \
            runner.train_dataloader.dataset.metainfo['skeleton_links']
        for i, sample in enumerate(samples[:self.people]):
            figure = plot_refinement(
                predict_stages(model, data_batch['inputs'][i], sample),
                skeleton)
            runner.visualizer.add_image(
                f'refinement_{i}',
                figure_to_array(figure),
                step=runner.iter + 1)
