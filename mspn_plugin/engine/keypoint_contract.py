"""Head and data sets must have the same number of keypoints."""

from typing import Iterator, Tuple

from mmengine.hooks import Hook
from mmengine.model import is_model_wrapper
from mmengine.registry import HOOKS
from mmengine.runner import Runner


def check_keypoints(head: object, found: int, source: str = 'the data set'):
    """Raise if a head predicts another number of keypoints than labelled.

    Args:
        head: With ``out_channels``; heads without it are not checked.
        found: Number of keypoints of the data.
        source: Where they are from, for the message.

    Raises:
        ValueError: The numbers differ.
    """
    made = getattr(head, 'out_channels', None)
    if isinstance(made, int) and made != found:
        raise ValueError(
            f'These parts do not fit (keypoints): the head predicts '
            f'{made} (out_channels), {source} has {found}.')


@HOOKS.register_module()
class KeypointContractHook(Hook):
    """Compares the head with every data set before the first batch.

    Otherwise a validation set of another number of keypoints fails after the
    first epoch.
    """

    priority = 'VERY_HIGH'

    def before_run(self, runner: Runner):
        """Check the data sets of all loops that are built.

        Raises:
            ValueError: The numbers of keypoints differ.
        """
        network = runner.model
        if is_model_wrapper(network):
            network = network.module
        for name, metainfo in metainfos(runner):
            if 'num_keypoints' in metainfo:
                check_keypoints(
                    getattr(network, 'head', None),
                    metainfo['num_keypoints'], f'the {name} set')


def metainfos(runner: Runner) -> Iterator[Tuple[str, dict]]:
    """Name and metainfo of the data sets of all loops; {} if not built."""
    loops = dict(training=runner._train_loop, validation=runner._val_loop,
                 test=runner._test_loop)
    for name, loop in loops.items():
        dataset = getattr(getattr(loop, 'dataloader', None), 'dataset', None)
        yield name, getattr(dataset, 'metainfo', None) or {}
