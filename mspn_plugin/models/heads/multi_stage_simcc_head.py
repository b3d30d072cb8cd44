"""Coordinates by classification above the last stage's heatmaps (SimCC)."""

from typing import List, Optional

import torch
from mmengine.model import BaseModule
from mmpose.models.utils.tta import flip_vectors
from mmpose.registry import MODELS
from mmpose.structures import PoseDataSample
from torch import Tensor, nn

from ...codecs import SimCCMultiStageHeatmap
from ..contracts import Heatmaps, Stages
from .multi_resolution_head import MultiResolutionHead


class CoordinateClassifier(BaseModule):
    """Heatmaps -> the logits of every bin along x, then along y.

    Two linear layers over a heatmap's cells, shared by all keypoints, as in
    mmpose's ``SimCCHead``. Here the heatmaps are supervised, so that the
    layers can begin with what is known: a bin's logit is the heatmap's sum
    near the bin. From there they learn what lies between the cells.

    Args:
        codec: It knows cells and bins.
        gain: Of the first weights: logits where all of a target's mass lies
            near a bin reach several times it.
    """

    def __init__(self, codec: SimCCMultiStageHeatmap, *, gain: float = 1.):
        super().__init__()
        self.codec, self.gain = codec, gain
        cells = codec.heatmap_size[0] * codec.heatmap_size[1]
        self.along_x, self.along_y = (
            nn.Linear(cells, bins, bias=False) for bins in codec.bins)

    def init_weights(self):
        """Bin b sees the cells of a column (or row) around it."""
        codec = self.codec
        width, height = codec.heatmap_size
        place = [
            (torch.arange(n) + .5) * scale * codec.split_ratio
            for n, scale in zip(codec.heatmap_size, codec.scale.tolist())
        ]
        columns = place[0].expand(height, width).flatten()
        rows = place[1][:, None].expand(height, width).flatten()
        for layer, at in ((self.along_x, columns), (self.along_y, rows)):
            bins = torch.arange(layer.out_features)[:, None]
            near = (-.5 * ((bins - at) / codec.sigma)**2).exp()
            layer.weight.data.copy_(self.gain * near)

    def forward(self, heatmaps: Tensor) -> Tensor:
        """(B, K, h, w), in the unit of the targets -> (B, K, X + Y)."""
        flat = heatmaps.flatten(2) / self.codec.peak
        return torch.cat([self.along_x(flat), self.along_y(flat)], dim=2)


@MODELS.register_module()
class MultiStageSimCCHead(MultiResolutionHead):
    """:class:`MultiResolutionHead`, whose result is coordinates by class.

    All stages are supervised by heatmaps as before; a classifier reads the
    last stage's finest. A network that stops at an earlier stage reads that
    stage's heatmaps.

    Args:
        args: What :class:`MultiResolutionHead` takes.
        classification_loss: mmpose's loss of the bins.
        classification_weight: Its weight beside the heatmaps' losses.
        classifier: What :class:`CoordinateClassifier` takes beside the codec.
        kwargs: What :class:`MultiResolutionHead` takes.

    Raises:
        ValueError: A codec without bins.
    """

    def __init__(self,
                 *args,
                 classification_loss: Optional[dict] = None,
                 classification_weight: float = 1.,
                 classifier: Optional[dict] = None,
                 **kwargs):
        super().__init__(*args, **kwargs)
        if not isinstance(self.decoder, SimCCMultiStageHeatmap):
            raise ValueError(
                'MultiStageSimCCHead needs the codec SimCCMultiStageHeatmap, '
                f'got {type(self.decoder).__name__}.')
        self.classification_loss = MODELS.build(
            classification_loss or dict(type='KLDiscretLoss'))
        self.classification_weight = classification_weight
        self.classifier = CoordinateClassifier(self.decoder,
                                               **(classifier or {}))
        self.classifier.init_weights()
        self.last_stage = self.num_stages

    @property
    def loss_names(self) -> List[str]:
        """The heatmaps', and ``loss_s{last stage}_simcc``."""
        return super().loss_names + [f'loss_s{self.last_stage}_simcc']

    def forward(self, stages: Stages) -> Tensor:
        """The logits (B, K, X + Y); of a truncated network, heatmaps."""
        heatmaps = super().forward(stages)
        if self.num_stages < self.last_stage:
            return heatmaps
        return self.classifier(heatmaps)

    def predict(self,
                feats: Stages,
                batch_data_samples: List[PoseDataSample],
                test_cfg: Optional[dict] = None):
        """Keypoints of a batch; with a flip test, of the mean logits."""
        test_cfg = test_cfg or {}
        if self.num_stages < self.last_stage:
            return super().predict(feats, batch_data_samples, test_cfg)
        if not test_cfg.get('flip_test', False):
            return self.decode(self.forward(feats))
        plain, mirrored = map(self.forward, feats)
        indices = batch_data_samples[0].metainfo['flip_indices']
        return self.decode(
            (plain + self.unflip(mirrored, indices, test_cfg)) / 2)

    def unflip(self, outputs: Tensor, flip_indices: List[int],
               test_cfg: dict) -> Tensor:
        """Of mirrored pictures -> of the pictures: x runs the other way."""
        if outputs.dim() == 4:
            return super().unflip(outputs, flip_indices, test_cfg)
        vectors = outputs.split(self.decoder.bins, dim=2)
        return torch.cat(flip_vectors(*vectors, flip_indices), dim=2)

    def _losses(self, heatmaps: Heatmaps, keypoints: Tensor,
                weights: Tensor) -> dict:
        losses = super()._losses(heatmaps, keypoints, weights)
        logits = self.classifier(heatmaps[-1][0]).to(keypoints.dtype)
        loss = self.classification_loss(
            logits.split(self.decoder.bins, dim=2),
            self.decoder.batch_encode_bins(keypoints), weights.clamp(max=1))
        losses[f'loss_s{self.last_stage}_simcc'] = \
            self.classification_weight * loss
        return losses
