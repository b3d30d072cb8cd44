"""A tested network gets the calibration of its checkpoint."""

from mmengine.hooks import Hook
from mmengine.model import is_model_wrapper
from mmengine.registry import HOOKS
from mmengine.runner import Runner

from .calibration import Calibration


@HOOKS.register_module()
class CalibrationHook(Hook):
    """Reads ``meta['calibration']`` of the checkpoint that is tested.

    In training it is not used: it would be that of the initial weights.
    """

    def after_load_checkpoint(self, runner: Runner, checkpoint: dict):
        """Set ``calibration`` of the network; None if there is none."""
        network = runner.model
        if is_model_wrapper(network):
            network = network.module
        training = not isinstance(runner._train_loop, (dict, type(None)))
        meta = {} if training else checkpoint.get('meta', {})
        network.calibration = Calibration.from_meta(meta.get('calibration'))
