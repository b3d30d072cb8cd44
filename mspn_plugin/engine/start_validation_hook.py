"""How good a network is before its training."""

from mmengine.hooks import Hook
from mmengine.registry import HOOKS
from mmengine.runner import Runner


@HOOKS.register_module()
class StartValidationHook(Hook):
    """Validates before the first iteration of a training.

    With ``save_best``, the weights of ``load_from`` are kept until a
    validation is better, as ``best_*_epoch_0.pth``. A network that knows the
    keypoints can be better than after a training on a few pictures. Nothing
    is done without weights to start from, without validation, or when a run
    is resumed.
    """

    priority = 'LOWEST'  # after the hooks that average and save are ready

    def before_train(self, runner: Runner):
        """Run the validation; the log has it as epoch 0."""
        if runner.iter or not runner._load_from or runner.val_loop is None:
            return
        runner.val_loop.run()
        runner.model.train()
