"""A one-stage detector of mmdet whose network is an ONNX file.

mmdet's ``SingleStageDetector`` with :class:`OnnxFeatures` as backbone and
:class:`DistributionHead` as head is a complete detector for inference: mmdet
prepares the picture, decodes the distributions and removes double boxes.
"""

from pathlib import Path
from typing import List, Optional, Sequence, Tuple, Union

import numpy as np
import torch
from mmdet.models.dense_heads import GFLHead
from mmdet.registry import MODELS
from mmengine.model import BaseModule
from torch import Tensor

from ..engine.onnx_file import OnnxFile


@MODELS.register_module()
class OnnxFeatures(BaseModule):
    """Outputs of an ONNX file, computed on the CPU.

    Args:
        path: Path of the ONNX file, which has one input, (1, 3, H, W).
        mirrored: Order of the channels of a mirrored picture's maps. The
            picture is then also computed mirrored, and the maps averaged.
            None: no flip test.

    Raises:
        FileNotFoundError: There is no such file.
    """

    def __init__(self, path: Union[str, Path], *,
                 mirrored: Optional[Sequence[int]] = None):
        super().__init__()
        self.file, self.mirrored = OnnxFile(path), mirrored

    def forward(self, pictures: Tensor) -> Tuple[Tensor, ...]:
        """(B, 3, H, W), normalised -> maps (B, C, h, w) of every output."""
        maps = [self._maps(picture[None])
                for picture in pictures.contiguous().cpu().numpy()]
        return tuple(
            torch.cat([torch.from_numpy(m) for m in level]).to(pictures.device)
            for level in zip(*maps))

    def _maps(self, picture: np.ndarray) -> List[np.ndarray]:
        maps = self.file.run(picture)
        if self.mirrored is None:
            return maps
        others = self.file.run(np.ascontiguousarray(picture[..., ::-1]))
        return [(one + other[:, self.mirrored, :, ::-1]) / 2
                for one, other in zip(maps, others)]


@MODELS.register_module()
class DistributionHead(GFLHead):
    """Generalized Focal Loss (arXiv:2006.04388) without its convolutions.

    The backbone's maps have the class logits, then for left, top, right and
    bottom the logits of the distances 0 to ``reg_max`` strides.
    """

    def _init_layers(self):
        pass

    def forward(self, maps: Sequence[Tensor]
                ) -> Tuple[List[Tensor], List[Tensor]]:
        """Split maps (B, classes + 4 (reg_max + 1), h, w), one per stride.

        Returns:
            Class logits and distribution logits, one tensor per stride each.
        """
        split = [self.cls_out_channels, 4 * (self.reg_max + 1)]
        logits, distributions = zip(*(m.split(split, dim=1) for m in maps))
        return list(logits), list(distributions)
