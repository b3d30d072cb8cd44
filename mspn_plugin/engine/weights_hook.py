"""Check the tensors of every checkpoint that a runner loads."""

from typing import List

from mmengine.hooks import Hook
from mmengine.model import is_model_wrapper
from mmengine.registry import HOOKS
from mmengine.runner import Runner

from .keypoint_contract import metainfos
from .keypoint_weights import place_keypoints
from .resume_checks import check_optimizer
from .weights import (
    MIN_MATCHED,
    ForeignCheckpoint,
    as_loaded,
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
        by_name: Whether keypoints of a training that the checkpoint has too
            keep the weights of their names, see :func:`place_keypoints`.
            False: by their numbers, and if there are more or fewer keypoints,
            the last layers start anew.

    Raises:
        ForeignCheckpoint: When the checkpoint is loaded: fewer fit; or, in
            tests and resumed runs, not all fit; or a resumed run has
            another optimiser.
    """

    priority = 'VERY_HIGH'

    def __init__(self, *, min_matched: float = MIN_MATCHED,
                 by_name: bool = True):
        self.min_matched, self.by_name = min_matched, by_name

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
        inference = isinstance(runner._train_loop, (dict, type(None)))
        if self.by_name and not inference:
            placed = place_keypoints(
                network, as_loaded(network, state), _names(checkpoint),
                _names_of_training(runner))
            if placed is not None:
                state = placed.state
                runner.logger.warning(f'{source}: {placed}.')
        match = check_weights(
            network, state, source, min_matched=self.min_matched,
            inference=inference)
        whole = not match.anew and not match.left_over
        log = runner.logger.info if whole else runner.logger.warning
        log(f'{source}: {match}.')
        checkpoint['state_dict'] = complete_state(network, state)


def _names(checkpoint: dict) -> List[str]:
    meta = checkpoint.get('meta') or {}
    return _in_order(meta.get('dataset_meta') or {})


def _names_of_training(runner: Runner) -> List[str]:
    return _in_order(dict(metainfos(runner))['training'])


def _in_order(metainfo: dict) -> List[str]:
    """Names of the keypoints of a metainfo that mmpose parsed."""
    names = metainfo.get('keypoint_id2name') or {}
    return [names[i] for i in sorted(names)]
