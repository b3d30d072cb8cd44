"""Counts the tensors of every checkpoint that a runner loads."""

from mmengine.hooks import Hook
from mmengine.model import is_model_wrapper
from mmengine.registry import HOOKS
from mmengine.runner import Runner

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
    """One line on the tensors of ``load_from``; another network is an error.

    Args:
        min_matched: Share of the network's tensors that the checkpoint must
            have; 0 allows any checkpoint.

    Raises:
        ForeignCheckpoint: Later: fewer fit; or, when testing or resuming,
            not all fit.
    """

    priority = 'VERY_HIGH'

    def __init__(self, *, min_matched: float = MIN_MATCHED):
        self.min_matched = min_matched

    def after_load_checkpoint(self, runner: Runner, checkpoint: dict):
        """Counts, then leaves nothing for mmengine to list."""
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
                    '`load_from` and leave out --resume.')
            return
        source = str(runner._load_from)
        match = check_weights(
            network, state, source, min_matched=self.min_matched,
            inference=isinstance(runner._train_loop, (dict, type(None))))
        whole = not match.anew and not match.left_over
        log = runner.logger.info if whole else runner.logger.warning
        log(f'{source}: {match}.')
        checkpoint['state_dict'] = complete_state(network, state)
