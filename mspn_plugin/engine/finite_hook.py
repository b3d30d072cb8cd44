"""Check that losses and gradients are finite."""

import json
from pathlib import Path
from typing import List, Optional, Sequence

import torch
from mmengine.hooks import Hook
from mmengine.registry import HOOKS
from mmengine.runner import Runner
from torch import Tensor
from torch.optim import Optimizer

ACTIONS = ('stop', 'skip')


class NonFiniteTraining(ArithmeticError):
    """A loss or a gradient is infinite or not a number."""


@HOOKS.register_module()
class FiniteHook(Hook):
    """Stops the run, or skips the step, if a loss or gradient is not finite.

    The picture names of the batch are written to ``non_finite.json`` in the
    work folder, one line for each such step. Gradients are checked after they
    were averaged over processes, so that all processes do the same. A loss
    scaler skips such steps itself; if there is one, the loss is checked.

    Args:
        action: 'stop' the run, or 'skip' the step.

    Raises:
        ValueError: An unknown action.
    """

    priority = 'VERY_LOW'

    def __init__(self, *, action: str = 'stop'):
        if action not in ACTIONS:
            raise ValueError(f'Unknown action {action!r} for non-finite '
                             f'losses: choose one of {ACTIONS}.')
        self.action = action
        self.skipped = 0
        self._pictures: Sequence[str] = ()
        self._buffers: List[Tensor] = []
        self._handle = None

    def before_train(self, runner: Runner):
        """Register the check before every step of the optimiser."""
        self._runner = runner
        self._handle = runner.optim_wrapper.optimizer.register_step_pre_hook(
            self._before_step)

    def after_train(self, runner: Runner):
        """Remove the check; log how many steps were skipped."""
        self._handle.remove()
        if self.skipped:
            runner.logger.warning(
                f'{self.skipped} steps with a non-finite loss or gradient '
                f'were skipped: see {self._report}')

    def before_train_iter(self,
                          runner: Runner,
                          batch_idx: int,
                          data_batch: Optional[dict] = None):
        """Keep the picture names and a copy of the norms' statistics."""
        self._pictures = _image_paths(data_batch)
        self._buffers = [x.clone() for x in runner.model.buffers()]

    def after_train_iter(self,
                         runner: Runner,
                         batch_idx: int,
                         data_batch: Optional[dict] = None,
                         outputs: Optional[dict] = None):
        """Check the loss, if there is a loss scaler."""
        if self._scaled and not torch.isfinite(outputs['loss']).all():
            self._report_non_finite('loss')

    def _before_step(self, optimizer: Optimizer, args: tuple, kwargs: dict):
        if not self._scaled and not _all_finite(_gradients(optimizer)):
            self._report_non_finite('gradient')
            # the optimiser skips parameters without a gradient: no momentum,
            # no weight decay
            optimizer.zero_grad(set_to_none=True)

    def _report_non_finite(self, what: str):
        iteration = self._runner.iter + 1
        for buffer, before in zip(self._runner.model.buffers(), self._buffers):
            buffer.copy_(before)  # undo the update of the norms' statistics
        with open(self._report, 'a') as file:
            record = dict(
                iteration=iteration, what=what, pictures=self._pictures)
            file.write(json.dumps(record) + '\n')
        message = (f'The {what} of iteration {iteration} is not finite. Its '
                   f'{len(self._pictures)} pictures are in {self._report}.')
        if self.action == 'stop':
            raise NonFiniteTraining(f'{message} The weights are unchanged.')
        self.skipped += 1
        self._runner.logger.warning(f'{message} The step is skipped.')

    @property
    def _scaled(self) -> bool:
        scaler = getattr(self._runner.optim_wrapper, 'loss_scaler', None)
        return scaler is not None and scaler.is_enabled()

    @property
    def _report(self) -> Path:
        return Path(self._runner.work_dir) / 'non_finite.json'


def _image_paths(data_batch: Optional[dict]) -> List[str]:
    samples = (data_batch or {}).get('data_samples', ())
    return [str(sample.get('img_path', '?')) for sample in samples]


def _gradients(optimizer: Optimizer) -> List[Tensor]:
    return [
        parameter.grad for group in optimizer.param_groups
        for parameter in group['params'] if parameter.grad is not None
    ]


def _all_finite(gradients: List[Tensor]) -> bool:
    """Whether all gradients are finite; one copy from the device."""
    norms = torch._foreach_norm(gradients)
    return not norms or bool(torch.isfinite(torch.stack(norms).sum()))
