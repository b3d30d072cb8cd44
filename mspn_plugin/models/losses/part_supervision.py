"""A supervision for each part of the body: face, hands, feet."""

from collections import defaultdict
from typing import Callable, Dict, List, Sequence

import torch
from mmpose.registry import MODELS
from torch import Tensor, nn

from ..contracts import Heatmaps
from .supervision import HeatmapSupervision, KernelTable


@MODELS.register_module()
class PartSupervision(nn.Module):
    """One :class:`HeatmapSupervision` for each body part.

    Kernels, loss weight and hard keypoint mining are those of the part: the
    keypoints of a hand lie closer together than a body's, and 68 keypoints
    of a face would fill the hard ones of a whole body. A loss is the sum of
    the parts' losses, each a mean over the part's keypoints.

    Args:
        parts: Options of each part by name: ``keypoints``, how many it has,
            ``weight`` of its loss (1 if left out), and anything else that
            :class:`HeatmapSupervision` takes. Parts follow each other in the
            order of the keypoints.
        supervision: Options of all parts, where a part has no other.

    Raises:
        ValueError: No part, a part without ``keypoints``, numbers that are
            negative, or later a head with another number of keypoints.
    """

    def __init__(self, parts: Dict[str, dict], **supervision):
        super().__init__()
        if not parts:
            raise ValueError('parts must name at least one part of the body.')
        self.counts, self.weights = {}, {}
        self.supervisions = nn.ModuleDict()
        for name, options in parts.items():
            options = {**supervision, **options}
            self.counts[name] = _checked(name, 'keypoints', options, 1)
            self.weights[name] = _checked(name, 'weight', options, 0)
            self.supervisions[name] = HeatmapSupervision(**options)

    def check_keypoints(self, count: int):
        """Raise a ValueError if the parts have not ``count`` keypoints."""
        if sum(self.counts.values()) != count:
            raise ValueError(
                f'The parts of the supervision have {self.counts} keypoints, '
                f'{sum(self.counts.values())} in all; the head has {count}.')

    def kernel_sizes(self, predictions: Sequence[int]) -> KernelTable:
        """Those of the first part, after a check of every part's."""
        tables = [part.kernel_sizes(predictions)
                  for part in self.supervisions.values()]
        return tables[0]

    def loss_names(self, names: Sequence[Sequence[str]]) -> List[str]:
        """What :meth:`forward` returns, but for the losses by part."""
        return [f'loss_{name}' for row in names for name in row]

    def forward(self, heatmaps: Heatmaps, keypoints: Tensor, weights: Tensor,
                encode: Callable[[Tensor, int], Tensor],
                names: Sequence[Sequence[str]]) -> Dict[str, Tensor]:
        """As :meth:`HeatmapSupervision.forward`.

        Returns:
            A scalar ``loss_{name}`` a prediction, the sum over parts. For
            the log also ``{name}_{part}``, the weighted loss of a part at the
            last stage's finest prediction.
        """
        self.check_keypoints(keypoints.shape[1])
        losses, logged = defaultdict(float), {}
        last = names[-1][0]
        for part, (maps, points, seen) in self._split(heatmaps, keypoints,
                                                      weights).items():
            found = self.supervisions[part](maps, points, seen, encode, names)
            for name, loss in found.items():
                losses[name] = losses[name] + self.weights[part] * loss
            logged[f'{last}_{part}'] = (
                self.weights[part] * found[f'loss_{last}'].detach())
        return {**losses, **logged}

    def mined_keypoints(
            self, heatmaps: Heatmaps, keypoints: Tensor, weights: Tensor,
            encode: Callable[[Tensor, int], Tensor]) -> List[Tensor]:
        """As :meth:`HeatmapSupervision.mined_keypoints`, part by part."""
        found = [
            self.supervisions[part].mined_keypoints(*split, encode)
            for part, split in self._split(heatmaps, keypoints,
                                           weights).items()
        ]
        return [torch.cat(stage, dim=1) for stage in zip(*found)]

    def _split(self, heatmaps: Heatmaps, keypoints: Tensor,
               weights: Tensor) -> dict:
        """Part -> its heatmaps, keypoints and weights."""
        counts = list(self.counts.values())
        maps = [[x.split(counts, dim=1) for x in row] for row in heatmaps]
        return {
            part: (tuple(tuple(x[i] for x in row) for row in maps), points,
                   seen)
            for i, (part, points, seen) in enumerate(
                zip(self.counts, keypoints.split(counts, dim=1),
                    weights.split(counts, dim=1)))
        }


def _checked(part: str, name: str, options: dict, least: int):
    """Take a number out of a part's options; ValueError if it is too low."""
    value = options.pop(name, None if name == 'keypoints' else 1.)
    kinds = int if name == 'keypoints' else (int, float)
    if not isinstance(value, kinds) or isinstance(
            value, bool) or not value >= least:
        kind = 'an integer' if name == 'keypoints' else 'a number'
        raise ValueError(f'{name} of the part {part!r} must be {kind} of '
                         f'at least {least}, got {value!r}.')
    return value
