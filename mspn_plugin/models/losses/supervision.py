"""Target and loss of each (stage, resolution)."""

from functools import lru_cache
from typing import Callable, Dict, List, Optional, Sequence, Tuple, Union

from mmpose.registry import MODELS
from torch import Tensor, nn

from ..contracts import Heatmaps
from .heatmap_losses import hard_keypoint_mask, heatmap_mse, ohkm

HIDDEN_MODES = ('keypoint', 'background')
KernelTable = Tuple[Tuple[int, ...], ...]


@MODELS.register_module()
class HeatmapSupervision(nn.Module):
    """Coarse-to-fine supervision with OHKM at the finest (MSPN, Sec. 3.3).

    The schedule defines the kernel size of each prediction's target:

    - ``'coarse_to_fine'``: kernels grow with the stride, and those of the
      last stage are one step finer than the others. With four resolutions the
      last stage has 5, 7, 9, 11 (finest first), the others have 7, 9, 11, 15.
      It is Table 5's setting 3.
    - ``'constant'``: the finest of ``kernels`` for all predictions (BaseNet).
    - a table ``[stage][prediction]``, finest first, of odd kernel sizes.

    'Finest' is the first prediction of a stage.

    Args:
        schedule: The rule or the table.
        kernels: Available kernel sizes in heatmap cells, finest first.
        topk: Keypoints that OHKM selects at the finest; None: no OHKM.
        finest_weight: Loss weight of the finest prediction of a stage.
        coarse_weight: Loss weight of all others.
        hidden: Treatment of labelled but hidden keypoints. 'keypoint': as
            visible ones. 'background': as in the official MSPN code, their
            heatmaps and those of unlabelled keypoints should be empty, but
            OHKM treats them as keypoints. This needs
            :class:`mspn_plugin.datasets.KeepVisibility` in the pipeline.

    Raises:
        ValueError: An unknown rule or ``hidden``, a kernel that is not odd
            and positive, too few ``kernels``, or a table that does not have
            the head's shape.

    Examples:
        >>> HeatmapSupervision().kernel_sizes([4, 4])
        ((7, 9, 11, 15), (5, 7, 9, 11))
    """

    def __init__(self,
                 schedule: Union[str, Sequence[Sequence[int]]] =
                 'coarse_to_fine',
                 *,
                 kernels: Sequence[int] = (5, 7, 9, 11, 15),
                 topk: Optional[int] = 8,
                 finest_weight: float = 1.0,
                 coarse_weight: float = 0.25,
                 hidden: str = 'keypoint'):
        super().__init__()
        if isinstance(schedule, str) and schedule not in SCHEDULES:
            raise ValueError(f'Unknown schedule {schedule!r}: choose one of '
                             f'{sorted(SCHEDULES)} or give a table.')
        if topk is not None and topk < 1:
            raise ValueError(f'topk must be at least 1 or None, got {topk}.')
        if hidden not in HIDDEN_MODES:
            raise ValueError(f'Unknown hidden={hidden!r}: choose one of '
                             f'{HIDDEN_MODES}.')
        self.hidden = hidden
        self.schedule = schedule
        self.kernels = tuple(kernels)
        self.topk = topk
        self.finest_weight = finest_weight
        self.coarse_weight = coarse_weight

    def kernel_sizes(self, predictions: Sequence[int]) -> KernelTable:
        """The schedule written out: ``[stage][prediction]``, finest first.

        Args:
            predictions: Number of predictions of each stage.
        """
        if isinstance(self.schedule, str):
            table = SCHEDULES[self.schedule](self.kernels, predictions)
        else:
            table = tuple(map(tuple, self.schedule))
        if [len(row) for row in table] != list(predictions):
            raise ValueError(
                f'The supervision has a kernel table {table}, but the head '
                f'makes {tuple(predictions)} predictions per stage.')
        bad = [k for row in table for k in row if k < 1 or k % 2 == 0]
        if bad:
            raise ValueError(f'Kernel sizes must be odd and positive, '
                             f'got {bad[0]} in {table}.')
        return table

    def loss_names(self, names: Sequence[Sequence[str]]) -> List[str]:
        """Names of the losses that :meth:`forward` returns."""
        return [f'loss_{name}' for row in names for name in row]

    def forward(self, heatmaps: Heatmaps, keypoints: Tensor, weights: Tensor,
                encode: Callable[[Tensor, int], Tensor],
                names: Sequence[Sequence[str]]) -> Dict[str, Tensor]:
        """Compare every prediction with its target.

        Args:
            heatmaps: ``[stage][prediction]``, each (B, K, h, w).
            keypoints: (B, K, 2) in input pixels.
            weights: (B, K), 0 if a keypoint is not supervised, else 1; if the
                pipeline keeps the visibility, 2 for visible ones.
            encode: ``(keypoints, kernel_size) -> (B, K, h, w)``, the codec's.
            names: Name of each prediction in the log.

        Returns:
            A scalar ``loss_{name}`` per prediction.
        """
        table = self.kernel_sizes([len(row) for row in heatmaps])
        target = lru_cache(None)(lambda kernel: encode(keypoints, kernel))
        losses = {}
        for row, kernels, labels in zip(heatmaps, table, names):
            for i, (prediction, kernel) in enumerate(zip(row, kernels)):
                mined = i == 0 and self.topk is not None
                loss = self._keypoint_losses(prediction, target(kernel),
                                             weights, mined)
                losses[f'loss_{labels[i]}'] = self._reduce_losses(loss, i == 0)
        return losses

    def _keypoint_losses(self, heatmaps: Tensor, targets: Tensor,
                         weights: Tensor, mined: bool) -> Tensor:
        """(B, K), one loss per keypoint."""
        if self.hidden == 'background' and not mined:
            seen = (weights > 1).to(targets.dtype)
            return heatmap_mse(heatmaps, targets * seen[..., None, None])
        return heatmap_mse(heatmaps, targets) * weights.clamp(max=1)

    def mined_keypoints(
            self, heatmaps: Heatmaps, keypoints: Tensor, weights: Tensor,
            encode: Callable[[Tensor, int], Tensor]) -> List[Tensor]:
        """Keypoints that OHKM selects at the finest prediction of each stage.

        Args:
            heatmaps: As in :meth:`forward`.
            keypoints: As in :meth:`forward`.
            weights: As in :meth:`forward`.
            encode: As in :meth:`forward`.

        Returns:
            (B, K) bool for each stage; without OHKM all supervised keypoints.
        """
        table = self.kernel_sizes([len(row) for row in heatmaps])
        found = []
        for row, kernels in zip(heatmaps, table):
            losses = heatmap_mse(row[0], encode(keypoints, kernels[0]))
            counts = weights > 0
            if self.topk is not None:
                counts = counts & hard_keypoint_mask(losses * counts,
                                                     self.topk)
            found.append(counts)
        return found

    def _reduce_losses(self, losses: Tensor, finest: bool) -> Tensor:
        """(B, K) -> scalar."""
        if not finest:
            return self.coarse_weight * losses.mean()
        if self.topk is not None:
            losses = ohkm(losses, self.topk)
        return self.finest_weight * losses.mean()


def _coarse_to_fine(kernels: Sequence[int],
                    predictions: Sequence[int]) -> KernelTable:
    if len(kernels) <= max(predictions):
        raise ValueError(
            f"'coarse_to_fine' over {max(predictions)} resolutions needs at "
            f'least {max(predictions) + 1} kernels, got {tuple(kernels)}.')
    *others, last = predictions
    return (*(tuple(kernels[1:n + 1]) for n in others), tuple(kernels[:last]))


def _constant(kernels: Sequence[int],
              predictions: Sequence[int]) -> KernelTable:
    return tuple((kernels[0], ) * n for n in predictions)


SCHEDULES = dict(coarse_to_fine=_coarse_to_fine, constant=_constant)
