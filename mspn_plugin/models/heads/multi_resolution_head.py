"""Reads every stage at every resolution; at inference, only the last."""

from typing import List, Optional

import torch
from mmengine.model import ModuleList
from mmengine.structures import InstanceData
from mmpose.models import HeatmapHead
from mmpose.registry import MODELS
from mmpose.structures import PoseDataSample
from torch import Tensor

from ..contracts import Heatmaps, Stages
from ..losses.accuracy import heatmap_pck


@MODELS.register_module()
class MultiResolutionHead(HeatmapHead):
    """One predictor a (stage, resolution), each with its own loss.

    Training computes all of them (MSPN, Sec. 3.3: multi-scale intermediate
    supervision); inference computes the last stage's finest heatmap alone,
    and flip test, decoding and the fields of the result are stock
    :class:`mmpose.models.HeatmapHead`.

    Args:
        in_channels: Channels of every map of the neck.
        out_channels: K, the number of keypoints.
        num_stages: Stages of the neck.
        num_resolutions: Maps a stage.
        predictor: What turns a map into heatmaps.
        loss: The supervision: which target and loss each of them gets.
        decoder: The codec; it alone knows the heatmaps' size.
        norm_cfg: The norm of every layer in the head.

    Raises:
        ValueError: A supervision for another number of stages or
            resolutions, or no codec.
    """

    def __init__(self,
                 in_channels: int,
                 out_channels: int,
                 *,
                 num_stages: int,
                 num_resolutions: int = 4,
                 predictor: Optional[dict] = None,
                 loss: Optional[dict] = None,
                 decoder: Optional[dict] = None,
                 norm_cfg: Optional[dict] = None,
                 init_cfg: Optional[dict] = None):
        if decoder is None:
            raise ValueError(
                'MultiResolutionHead needs a codec: decoder=dict(type='
                "'MultiStageHeatmap', input_size=..., heatmap_size=...).")
        super().__init__(
            in_channels,
            out_channels,
            deconv_out_channels=None,
            final_layer=None,
            loss={'type': 'HeatmapSupervision', **(loss or {})},
            decoder=decoder,
            init_cfg=init_cfg or [])
        self.num_stages = num_stages
        self.num_resolutions = num_resolutions
        self.loss_module.kernel_sizes(num_stages, num_resolutions)  # or raise
        cfg = dict(
            type='ConvPredictor',
            in_channels=in_channels,
            out_channels=out_channels,
            norm_cfg=norm_cfg or dict(type='BN'))
        cfg.update(predictor or {})
        self.predictors = ModuleList(
            ModuleList(MODELS.build(cfg) for _ in range(num_resolutions))
            for _ in range(num_stages))

    def heatmaps(self, stages: Stages) -> Heatmaps:
        """All predictions, ``[stage][resolution]``, each (B, K, h, w)."""
        self._check(stages)
        return tuple(
            tuple(
                predict(x, self._size) for predict, x in zip(predictors, maps))
            for predictors, maps in zip(self.predictors, stages))

    def forward(self, stages: Stages) -> Tensor:
        """The heatmaps that are read: last stage, finest, (B, K, h, w)."""
        self._check(stages)
        return self.predictors[-1][0](stages[-1][0], self._size)

    def loss(self,
             feats: Stages,
             batch_data_samples: List[PoseDataSample],
             train_cfg: Optional[dict] = None) -> dict:
        """One ``loss_s{stage}_r{stride}`` a prediction, and ``acc_pose``."""
        labels = InstanceData.cat(
            [sample.gt_instance_labels for sample in batch_data_samples])
        keypoints, weights = labels.keypoint_labels, labels.keypoint_weights
        heatmaps = self.heatmaps(feats)
        losses = self.loss_module(heatmaps, keypoints, weights,
                                  self.decoder.batch_encode)
        if (train_cfg or {}).get('compute_acc', True):
            size = keypoints.new_tensor(self.decoder.input_size)
            with torch.no_grad():
                losses['acc_pose'] = heatmap_pck(heatmaps[-1][0],
                                                 keypoints / size, weights)
        return losses

    @property
    def _size(self):
        width, height = self.decoder.heatmap_size
        return height, width

    def _check(self, stages: Stages):
        if len(stages) != self.num_stages:
            raise ValueError(
                f'The head was built for num_stages={self.num_stages}, the '
                f'neck made {len(stages)}.')
        if len(stages[0]) != self.num_resolutions:
            raise ValueError(
                f'The head was built for num_resolutions='
                f'{self.num_resolutions}, the neck made {len(stages[0])}.')
