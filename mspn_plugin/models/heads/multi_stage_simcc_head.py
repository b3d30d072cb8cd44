"""Coordinates by classification after the last stage's heatmaps (SimCC)."""

from typing import List, Optional

import torch
from mmengine.model import BaseModule
from mmpose.codecs.base import BaseKeypointCodec
from mmpose.models.utils.tta import flip_vectors
from mmpose.registry import MODELS
from mmpose.structures import PoseDataSample
from torch import Tensor, nn

from ..contracts import Heatmaps, Stages
from .multi_resolution_head import MultiResolutionHead


class CoordinateClassifier(BaseModule):
    """Heatmaps -> the logits of all bins along x, then along y.

    Two linear layers over the cells of a heatmap, shared by all keypoints,
    as in mmpose's ``SimCCHead``; they have no bias. The heatmaps are
    supervised, so the layers are initialised to read them: the first weights
    of a bin are a Gaussian around the cells of its column (or row).

    Args:
        codec: Defines cells and bins.
        gain: Factor of the first weights.
    """

    def __init__(self, codec: BaseKeypointCodec, *, gain: float = 1.):
        super().__init__()
        self.codec, self.gain = codec, gain
        cells = codec.heatmap_size[0] * codec.heatmap_size[1]
        self.along_x, self.along_y = (
            nn.Linear(cells, bins, bias=False) for bins in codec.bins)

    def init_weights(self):
        """A Gaussian of each bin over the cells' columns, or rows."""
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
        """(B, K, h, w) in the unit of the targets -> (B, K, X + Y)."""
        flat = heatmaps.flatten(2) / self.codec.peak
        return torch.cat([self.along_x(flat), self.along_y(flat)], dim=2)


@MODELS.register_module()
class MultiStageSimCCHead(MultiResolutionHead):
    """:class:`MultiResolutionHead` that classifies coordinates at its end.

    All stages are supervised by heatmaps. A classifier reads the finest
    heatmap of the last stage (Li et al., 'SimCC', ECCV 2022, Sec. 3.2). A
    network that is deployed with fewer stages decodes heatmaps.

    Args:
        args: Of :class:`MultiResolutionHead`.
        classification_loss: Loss of the bins; None: mmpose's KLDiscretLoss.
        classification_weight: Its weight. The losses of heatmaps have
            weight 1 in the unit of the targets, squared.
        classifier: Options of :class:`CoordinateClassifier`.
        kwargs: Of :class:`MultiResolutionHead`.

    Raises:
        ValueError: A codec without bins.
    """

    #: The last stage's output is no heatmap.
    can_exit_early = False

    def __init__(self,
                 *args,
                 classification_loss: Optional[dict] = None,
                 classification_weight: float = 1.,
                 classifier: Optional[dict] = None,
                 **kwargs):
        super().__init__(*args, **kwargs)
        if not hasattr(self.decoder, 'bins'):
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
    def classifies(self) -> bool:
        """Whether the last stage, which has the classifier, is kept."""
        return self.num_stages == self.last_stage

    @property
    def loss_names(self) -> List[str]:
        """Those of the heatmaps, and ``loss_s{last stage}_simcc``."""
        return super().loss_names + [f'loss_s{self.last_stage}_simcc']

    def forward(self, stages: Stages) -> Tensor:
        """Logits (B, K, X + Y), or heatmaps if the network is truncated."""
        heatmaps = super().forward(stages)
        return self.classifier(heatmaps) if self.classifies else heatmaps

    def predict(self,
                feats: Stages,
                batch_data_samples: List[PoseDataSample],
                test_cfg: Optional[dict] = None):
        """Keypoints of a batch. A flip test decodes the mean logits."""
        test_cfg = test_cfg or {}
        if not self.classifies:
            return super().predict(feats, batch_data_samples, test_cfg)
        if not test_cfg.get('flip_test', False):
            return self.decode(self.forward(feats))
        plain, mirrored = map(self.forward, feats)
        indices = batch_data_samples[0].metainfo['flip_indices']
        return self.decode(
            (plain + self.unflip(mirrored, indices, test_cfg)) / 2)

    def unflip(self, outputs: Tensor, flip_indices: List[int],
               test_cfg: dict) -> Tensor:
        """Mirror outputs of mirrored pictures back, as mmpose does.

        Bins along x are reversed; pixels of mmpose's pictures are mirrored
        about the middle of the last pixel, so that this is half a pixel off.
        """
        if outputs.dim() == 4:
            return super().unflip(outputs, flip_indices, test_cfg)
        vectors = outputs.split(self.decoder.bins, dim=2)
        return torch.cat(flip_vectors(*vectors, flip_indices), dim=2)

    def losses(self, heatmaps: Heatmaps, keypoints: Tensor,
                weights: Tensor) -> dict:
        """Losses of the heatmaps, and of the bins."""
        losses = super().losses(heatmaps, keypoints, weights)
        logits = self.classifier(heatmaps[-1][0]).to(keypoints.dtype)
        loss = self.classification_loss(
            logits.split(self.decoder.bins, dim=2),
            self.decoder.batch_encode_bins(keypoints), weights.clamp(max=1))
        losses[f'loss_s{self.last_stage}_simcc'] = \
            self.classification_weight * loss
        return losses
