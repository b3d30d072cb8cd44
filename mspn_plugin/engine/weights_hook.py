"""Check the tensors of every checkpoint that a runner loads."""

from mmengine.hooks import Hook
from mmengine.model import is_model_wrapper
from mmengine.registry import HOOKS
from mmengine.runner import Runner

from .resume_checks import check_optimizer
from .weights import (
    MIN_MATCHED,
    ForeignCheckpoint,
    check_weights,
    complete_state,
    match_weights,
    weights_of,
)


@HOOKS.register_module()
class MatchedWeightsHook(Hook):
    """Logs how many tensors of ``load_from`` fit; refuses other networks.

    Args:
        min_matched: Fraction of the network's tensors that the checkpoint
            must have; 0 allows any checkpoint.

    Raises:
        ForeignCheckpoint: When the checkpoint is loaded: fewer fit; or, in
            tests and resumed runs, not all fit; or a resumed run has
            another optimiser.
    """

    priority = 'VERY_HIGH'

    def __init__(self, *, min_matched: float = MIN_MATCHED):
        self.min_matched = min_matched

    def after_load_checkpoint(self, runner: Runner, checkpoint: dict):
        """Check and log; complete the state so that no key is missing."""
        network = runner.model
        if is_model_wrapper(network):
            network = network.module
        state = weights_of(checkpoint)
        if runner._resume:
            match = match_weights(network, state)
            if len(match.loaded) < match.total:
                raise ForeignCheckpoint(
                    'The checkpoint to resume is of another network: '
                    f'{match}. To start a new training from its weights, set '
                    '`load_from` and remove --resume.')
            check_optimizer(runner.optim_wrapper, checkpoint.get('optimizer'))
            return
        source = str(runner._load_from)
        match = check_weights(
            network, state, source, min_matched=self.min_matched,
            inference=isinstance(runner._train_loop, (dict, type(None))))
        whole = not match.anew and not match.left_over
        log = runner.logger.info if whole else runner.logger.warning
        log(f'{source}: {match}.')
        checkpoint['state_dict'] = complete_state(network, state)
