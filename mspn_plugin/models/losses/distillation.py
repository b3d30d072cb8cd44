"""Soft targets: the last stage, or another network, teaches the stages."""

from typing import Callable, Dict, Optional, Sequence, Union

from mmengine.logging import MessageHub
from mmpose.registry import MODELS
from torch import Tensor

from ..contracts import Heatmaps
from .heatmap_losses import heatmap_mse
from .supervision import HeatmapSupervision
from .teacher import Teacher

MOST = 5  # times that a lesson is raised


@MODELS.register_module()
class DistilledSupervision(HeatmapSupervision):
    """:class:`HeatmapSupervision`, and soft targets at every stage's finest.

    A stage's finest heatmap is compared with its target, as before, and with
    the teacher's heatmap of the same picture. Gradients reach the pupil
    alone. Two teachers, one or both:

    - the last stage teaches those before it, so that a network that stops
      early (``deploy=dict(stages=1)``) loses less; no second network and no
      more time (Zhang et al., 'Be your own teacher', ICCV 2019, from the
      deepest classifier to the earlier ones; here heatmaps, squared error);
    - any estimator of mmpose teaches every stage
      (:class:`~mspn_plugin.models.losses.teacher.Teacher`).

    A lesson is where the teacher's peak is: its heatmaps are scaled to the
    peak of the targets, up to five times. Without that, a teacher that is
    not yet sure makes its pupils less sure. A lesson's weight grows from zero
    to its full value over the first half of the training, for at first no
    stage knows more than the others. Both are measured in
    ``projects/comparison``.

    Args:
        schedule: As in :class:`HeatmapSupervision`.
        last_stage_weight: Of the last stage's lessons; 0: none.
        teacher: What :class:`Teacher` takes, or None.
        teacher_weight: Of its lessons.
        ramp: The share of the training over which lessons gain weight; 0:
            none, full weight from the first iteration on.
        supervision: Anything else :class:`HeatmapSupervision` takes.

    Raises:
        ValueError: Nobody teaches, or later a teacher has another number of
            keypoints.
    """

    def __init__(self,
                 schedule: Union[str, Sequence[Sequence[int]]] =
                 'coarse_to_fine',
                 *,
                 last_stage_weight: float = 1.,
                 teacher: Optional[dict] = None,
                 teacher_weight: float = 1.,
                 ramp: float = 0.5,
                 **supervision):
        super().__init__(schedule, **supervision)
        if last_stage_weight == 0 and teacher is None:
            raise ValueError('Distillation needs a teacher or a '
                             'last_stage_weight above 0.')
        self.last_stage_weight = last_stage_weight
        self.teacher_weight = teacher_weight
        self.ramp = ramp
        self.teacher = None if teacher is None else Teacher(**teacher)
        self._lesson = None

    def observe(self, pictures: Tensor, codec):
        """Show the next batch to the teacher, if there is one.

        Args:
            pictures: (B, 3, H, W), RGB in 0..255.
            codec: The pupil's, which says what heatmaps are.
        """
        if self.teacher is not None:
            self._lesson = self.teacher(pictures, codec)

    def _taught(self, pupil: Tensor) -> Tensor:
        if self._lesson is None:
            raise RuntimeError(
                'The teacher has not seen the batch: a supervision with a '
                'teacher needs a MultiStagePoseEstimator.')
        lesson, self._lesson = self._lesson, None
        if lesson.shape != pupil.shape:
            raise ValueError(
                f'The teacher has {lesson.shape[1]} keypoints, the pupil '
                f'{pupil.shape[1]}.')
        return lesson

    def loss_names(self, names: Sequence[Sequence[str]]) -> list:
        """What :meth:`forward` returns, in order."""
        found = super().loss_names(names)
        if self.last_stage_weight:
            found += [f'loss_{row[0]}_by_last' for row in names[:-1]]
        if self.teacher is not None:
            found += [f'loss_{row[0]}_by_teacher' for row in names]
        return found

    def forward(self, heatmaps: Heatmaps, keypoints: Tensor, weights: Tensor,
                encode: Callable[[Tensor, int], Tensor],
                names: Sequence[Sequence[str]]) -> Dict[str, Tensor]:
        """Every target, and every lesson.

        Returns:
            A scalar ``loss_{name}`` a prediction, ``loss_{name}_by_last`` and
            ``loss_{name}_by_teacher`` a stage.

        Raises:
            RuntimeError: The estimator has not shown the batch to the
                teacher: :class:`MultiStagePoseEstimator` does.
        """
        losses = super().forward(heatmaps, keypoints, weights, encode, names)
        table = self.kernel_sizes([len(row) for row in heatmaps])
        finest = [row[0] for row in heatmaps]
        targets = [encode(keypoints, row[0]) for row in table]

        def teach(stage: int, lesson: Tensor, weight: float) -> Tensor:
            return weight * self._progress() * _error(
                finest[stage], _scaled(lesson.detach(), targets[stage]),
                weights)

        if self.last_stage_weight:
            for s in range(len(finest) - 1):
                losses[f'loss_{names[s][0]}_by_last'] = teach(
                    s, finest[-1], self.last_stage_weight)
        if self.teacher is not None:
            lesson = self._taught(finest[0])
            for s in range(len(finest)):
                losses[f'loss_{names[s][0]}_by_teacher'] = teach(
                    s, lesson, self.teacher_weight)
        return losses

    def _progress(self) -> float:
        """0 to 1, along the ramp; 1 where nobody counts iterations."""
        hub = MessageHub.get_current_instance()
        length = self.ramp * hub.get_info('max_iters', 0)
        return min(1., hub.get_info('iter', 0) / length) if length else 1.


def _scaled(lesson: Tensor, targets: Tensor) -> Tensor:
    """Each heatmap as high as the targets, where it is not all but empty."""
    lesson = lesson.to(targets.dtype)
    peak = targets.amax()
    height = lesson.amax(dim=(2, 3), keepdim=True)
    return lesson * (peak / height.clamp(min=peak / MOST))


def _error(pupil: Tensor, lesson: Tensor, weights: Tensor) -> Tensor:
    """Mean over keypoints of the squared error; invisible ones add zero."""
    return (heatmap_mse(pupil, lesson) * weights.clamp(max=1)).mean()
