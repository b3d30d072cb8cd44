"""Resume a run with the same result as an uninterrupted run."""

import random
from itertools import chain, repeat
from typing import Iterator

import numpy as np
import torch
from mmengine.hooks import Hook
from mmengine.registry import HOOKS, LOOPS
from mmengine.runner import IterBasedTrainLoop, Runner


@HOOKS.register_module()
class RandomStateHook(Hook):
    """Saves the random state in checkpoints, and restores it.

    mmengine saves only the seed, and restores it after the sampler of the
    resumed run was built with another one.
    """

    priority = 'VERY_HIGH'

    def __init__(self):
        self._saved = None

    def before_save_checkpoint(self, runner: Runner, checkpoint: dict):
        """Add ``random_state`` to ``checkpoint``."""
        kind, words, position, has_gauss, gauss = np.random.get_state()
        version, state, gauss_next = random.getstate()
        checkpoint['random_state'] = dict(
            python=(version, list(state), gauss_next),
            numpy=(kind, torch.from_numpy(words.astype(np.int64)), position,
                   has_gauss, gauss),
            torch=torch.get_rng_state(),
            cuda=torch.cuda.get_rng_state_all())

    def after_load_checkpoint(self, runner: Runner, checkpoint: dict):
        """Keep the state until everything else is restored."""
        if runner._resume:
            self._saved = checkpoint.get('random_state')

    def before_train(self, runner: Runner):
        """Restore the state, and the seed of the sampler."""
        if not runner._resume:
            return
        sampler = runner.train_dataloader.sampler
        if hasattr(sampler, 'seed'):
            sampler.seed = runner.seed
        if self._saved is None:
            return
        version, state, gauss_next = self._saved['python']
        random.setstate((version, tuple(state), gauss_next))
        kind, words, *rest = self._saved['numpy']
        np.random.set_state((kind, words.cpu().numpy(), *rest))
        torch.set_rng_state(self._saved['torch'].cpu())
        if len(self._saved['cuda']) == torch.cuda.device_count():
            torch.cuda.set_rng_state_all(
                [state.cpu() for state in self._saved['cuda']])


@LOOPS.register_module()
class SeekingIterLoop(IterBasedTrainLoop):
    """Resumes at the next sample without loading the earlier ones.

    The stock loop loads and augments every earlier batch again, which takes
    hours at the end of a long training. It also sleeps between epochs.

    Args:
        stock: Arguments of :class:`mmengine.runner.IterBasedTrainLoop`; the
            sampler must be a :class:`mspn_plugin.datasets.RepeatableSampler`.

    Raises:
        ValueError: The sampler is another one.
    """

    def run(self) -> None:
        """Launch training."""
        # placeholders for the batches that the stock loop skips
        self.dataloader_iterator = chain(
            repeat(None, self._iter), self._batches(self._iter))
        super().run()

    def _batches(self, iteration: int) -> Iterator[dict]:
        """Endless batches, starting after the first ``iteration`` ones."""
        epoch, batches = divmod(iteration, len(self.dataloader))
        sampler = self.dataloader.sampler
        if not hasattr(sampler, 'start_from'):
            raise ValueError(
                'SeekingIterLoop needs a RepeatableSampler, got '
                f'{type(sampler).__name__}.')
        sampler.start_from(batches * self.dataloader.batch_size)
        while True:
            sampler.set_epoch(epoch)
            yield from self.dataloader
            epoch += 1
