"""Distillation: the last stage or another network teaches the stages."""

from typing import Callable, Dict, Optional, Sequence, Union

from mmpose.registry import MODELS
from torch import Tensor

from ..contracts import Heatmaps
from .heatmap_losses import heatmap_mse
from .supervision import HeatmapSupervision
from .teacher import Teacher


@MODELS.register_module()
class DistilledSupervision(HeatmapSupervision):
    """:class:`HeatmapSupervision` with soft targets for the finest heatmaps.

    The finest heatmap of each stage is compared with its target, as before,
    and with the teacher's heatmap of the same picture. No gradient reaches
    the teacher. There are two teachers; use one or both:

    - the last stage teaches the earlier ones, so that a network that stops
      early (``deploy=dict(stages=1)``) loses less accuracy. It needs no
      second network and no more time (Zhang et al., 'Be your own teacher',
      ICCV 2019, for classifiers; here heatmaps and squared error);
    - any estimator of mmpose teaches every stage
      (:class:`~mspn_plugin.models.losses.teacher.Teacher`).

    By default a keypoint is used only if the teacher's heatmap is nearer to
    the target than the student's: early in training the last stage is not
    better than the others.

    No gain was measured in short trainings: ``projects/comparison``.

    Args:
        schedule: As in :class:`HeatmapSupervision`.
        last_stage_weight: Loss weight of the last stage as teacher; 0: off.
        teacher: Arguments of :class:`Teacher`, or None.
        teacher_weight: Loss weight of this teacher.
        only_where_better: Whether to use a keypoint only if the teacher is
            nearer to the target than the student.
        supervision: Other arguments of :class:`HeatmapSupervision`.

    Raises:
        ValueError: There is no teacher; or, in a forward pass, the teacher
            has another number of keypoints.
    """

    def __init__(self,
                 schedule: Union[str, Sequence[Sequence[int]]] =
                 'coarse_to_fine',
                 *,
                 last_stage_weight: float = 1.,
                 teacher: Optional[dict] = None,
                 teacher_weight: float = 1.,
                 only_where_better: bool = True,
                 **supervision):
        super().__init__(schedule, **supervision)
        if last_stage_weight == 0 and teacher is None:
            raise ValueError('Distillation needs a teacher or a '
                             'last_stage_weight above 0.')
        self.last_stage_weight = last_stage_weight
        self.teacher_weight = teacher_weight
        self.only_where_better = only_where_better
        self.teacher = None if teacher is None else Teacher(**teacher)
        self._teacher_heatmaps = None

    def observe(self, pictures: Tensor, codec):
        """Compute the heatmaps of the teacher, if there is one.

        Args:
            pictures: (B, 3, H, W), RGB in 0..255.
            codec: Codec of the student, which defines size and unit.
        """
        if self.teacher is not None:
            self._teacher_heatmaps = self.teacher(pictures, codec)

    def _taught(self, student: Tensor) -> Tensor:
        if self._teacher_heatmaps is None:
            raise RuntimeError(
                'The teacher has no heatmaps of this batch: a supervision '
                'with a teacher needs a MultiStagePoseEstimator.')
        soft, self._teacher_heatmaps = self._teacher_heatmaps, None
        if soft.shape != student.shape:
            raise ValueError(
                f'The teacher has {soft.shape[1]} keypoints, the student '
                f'{student.shape[1]}.')
        return soft

    def loss_names(self, names: Sequence[Sequence[str]]) -> list:
        """Names of the losses that :meth:`forward` returns, in order."""
        found = super().loss_names(names)
        if self.last_stage_weight:
            found += [f'loss_{row[0]}_by_last' for row in names[:-1]]
        if self.teacher is not None:
            found += [f'loss_{row[0]}_by_teacher' for row in names]
        return found

    def forward(self, heatmaps: Heatmaps, keypoints: Tensor, weights: Tensor,
                encode: Callable[[Tensor, int], Tensor],
                names: Sequence[Sequence[str]]) -> Dict[str, Tensor]:
        """Compare every prediction with its target and with the teachers.

        Returns:
            A scalar ``loss_{name}`` per prediction; ``loss_{name}_by_last``
            and ``loss_{name}_by_teacher`` per stage.

        Raises:
            RuntimeError: :meth:`observe` was not called. Only
                :class:`MultiStagePoseEstimator` calls it.
        """
        losses = super().forward(heatmaps, keypoints, weights, encode, names)
        table = self.kernel_sizes([len(row) for row in heatmaps])
        finest = [row[0] for row in heatmaps]
        targets = [encode(keypoints, row[0]) for row in table]

        def teach(stage: int, soft: Tensor, weight: float) -> Tensor:
            return weight * self._teach(finest[stage], soft.detach(),
                                        targets[stage], weights)

        if self.last_stage_weight:
            for s in range(len(finest) - 1):
                losses[f'loss_{names[s][0]}_by_last'] = teach(
                    s, finest[-1], self.last_stage_weight)
        if self.teacher is not None:
            soft = self._taught(finest[0])
            for s in range(len(finest)):
                losses[f'loss_{names[s][0]}_by_teacher'] = teach(
                    s, soft, self.teacher_weight)
        return losses

    def _teach(self, student: Tensor, soft: Tensor, targets: Tensor,
               weights: Tensor) -> Tensor:
        """Mean over keypoints of the squared error to the teacher."""
        counts = weights.clamp(max=1)
        if self.only_where_better:
            better = heatmap_mse(soft, targets) < heatmap_mse(
                student.detach(), targets)
            counts = counts * better
        return (heatmap_mse(student, soft.to(targets.dtype)) * counts).mean()
