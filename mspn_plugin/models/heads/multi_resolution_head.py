"""Reads every stage at every resolution; at inference, only the last."""

from typing import List, Optional, Sequence, Tuple, Union

import torch
from mmengine.logging import MessageHub
from mmengine.model import ModuleList
from mmengine.structures import InstanceData
from mmpose.models import HeatmapHead
from mmpose.models.utils.tta import flip_heatmaps
from mmpose.registry import MODELS
from mmpose.structures import PoseDataSample
from torch import Tensor, nn

from ..contracts import Heatmaps, Stages, check_truncation
from ..losses.accuracy import heatmap_pck


@MODELS.register_module()
class MultiResolutionHead(HeatmapHead):
    """One predictor a (stage, resolution), each with its own loss.

    Training computes all of them (MSPN, Sec. 3.3: multi-scale intermediate
    supervision); inference computes the last stage's finest heatmap alone,
    and flip test, decoding and the fields of the result are stock
    :class:`mmpose.models.HeatmapHead`.

    Args:
        in_channels: Channels of the neck's maps; one number for all, or one
            a resolution.
        out_channels: K, the number of keypoints.
        num_stages: Stages of the neck.
        strides: Input pixels a cell of the maps that are read, finest first;
            one row for all stages, or a row a stage. A stage's maps beyond
            its row are left aside.
        predictor: What turns a map into heatmaps.
        last_predictor: What differs in the one that inference reads, the
            last stage's finest.
        loss: The supervision: which target and loss each of them gets.
        decoder: The codec; it alone knows the heatmaps' size.
        norm_cfg: The norm of every layer in the head.

    Raises:
        ValueError: A supervision for another number of stages or
            resolutions, channels or strides for another number of maps,
            heatmaps of a stride that the predictor cannot make, no codec.
    """

    def __init__(self,
                 in_channels: Union[int, Sequence[int]],
                 out_channels: int,
                 *,
                 num_stages: int,
                 strides: Sequence[Union[int, Sequence[int]]] = (4, 8, 16, 32),
                 predictor: Optional[dict] = None,
                 last_predictor: Optional[dict] = None,
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
        self.strides = _strides_per_stage(strides, num_stages)
        self.channels = tuple(
            _channels_per_map(in_channels, row) for row in self.strides)
        options = dict(norm_cfg=norm_cfg or dict(type='BN'))
        options.update(predictor or {})
        self.predictors = ModuleList(
            ModuleList(
                self._build_predictor(c, n, options)
                for c, n in zip(channels, row))
            for channels, row in zip(self.channels, self.strides))
        if last_predictor is not None:
            self.predictors[-1][0] = self._build_predictor(
                self.channels[-1][0], self.strides[-1][0],
                {**options, **last_predictor})
        self._check_finest()
        predictions = list(map(len, self.prediction_names))
        self.loss_module.kernel_sizes(predictions)  # or ValueError

    #: Which of the last stage's predictions inference reads.
    output_index = 0

    @property
    def prediction_names(self) -> Tuple[Tuple[str, ...], ...]:
        """What the log calls each of ``heatmaps``: s{stage}_r{stride}."""
        return tuple(
            tuple(f's{s}_r{n}' for n in row)
            for s, row in enumerate(self.strides, start=1))

    @property
    def loss_names(self) -> List[str]:
        """Of what :meth:`loss` returns, but for the accuracy."""
        return self.loss_module.loss_names(self.prediction_names)

    def heatmaps(self, stages: Stages) -> Heatmaps:
        """All predictions, ``[stage][resolution]``, each (B, K, h, w)."""
        self._check_stages(stages)
        return tuple(
            tuple(
                predict(x, self._heatmap_shape)
                for predict, x in zip(predictors, maps))
            for predictors, maps in zip(self.predictors, stages))

    def forward(self, stages: Stages) -> Tensor:
        """The heatmaps that are read: last stage, finest, (B, K, h, w)."""
        self._check_stages(stages)
        return self.predictors[-1][0](stages[-1][0], self._heatmap_shape)

    def truncate(self, num_stages: int):
        """Read no stage after the first ``num_stages``.

        Raises:
            ValueError: There are fewer.
        """
        check_truncation(num_stages, self.num_stages)
        self.num_stages = num_stages
        self.strides = self.strides[:num_stages]
        self.predictors = self.predictors[:num_stages]

    def switch_to_deploy(self, test_cfg: Optional[dict] = None):
        """For inference, keep the predictor of the output only."""
        for s, row in enumerate(self.predictors, start=1):
            for r in range(s == self.num_stages, len(row)):
                row[r] = nn.Identity()

    def loss(self,
             feats: Stages,
             batch_data_samples: List[PoseDataSample],
             train_cfg: Optional[dict] = None) -> dict:
        """One ``loss_{name}`` a prediction, and ``acc_pose``.

        ``train_cfg.compute_acc`` is mmpose's switch of the accuracy, and a
        number N computes it, and copies it from the device, in every N-th
        iteration alone.
        """
        labels = InstanceData.cat(
            [sample.gt_instance_labels for sample in batch_data_samples])
        keypoints, weights = labels.keypoint_labels, labels.keypoint_weights
        heatmaps = self.heatmaps(feats)
        losses = self._losses(heatmaps, keypoints, weights)
        if _accuracy_is_due(train_cfg or {}):
            size = keypoints.new_tensor(self.decoder.input_size)
            with torch.no_grad():
                losses['acc_pose'] = heatmap_pck(
                    heatmaps[-1][self.output_index], keypoints / size, weights)
        return losses

    def unflip(self, outputs: Tensor, flip_indices: Sequence[int],
               test_cfg: dict) -> Tensor:
        """What :meth:`forward` makes of mirrored pictures, mirrored back."""
        return flip_heatmaps(
            outputs,
            flip_mode=test_cfg.get('flip_mode', 'heatmap'),
            flip_indices=flip_indices,
            shift_heatmap=test_cfg.get('shift_heatmap', False))

    def _losses(self, heatmaps: Heatmaps, keypoints: Tensor,
                weights: Tensor) -> dict:
        return self.loss_module(heatmaps, keypoints, weights,
                                self.decoder.batch_encode,
                                self.prediction_names)

    @property
    def _heatmap_shape(self):
        width, height = self.decoder.heatmap_size
        return height, width

    def _check_stages(self, stages: Stages):
        if len(stages) != self.num_stages:
            raise ValueError(
                f'The head was built for num_stages={self.num_stages}, the '
                f'neck made {len(stages)}.')
        if len(stages[-1]) < len(self.strides[-1]):
            raise ValueError(
                f'The head was built for maps of strides {self.strides[-1]}, '
                f'the neck made {len(stages[-1])}.')

    def _build_predictor(self, channels: int, stride: int,
                         options: dict) -> nn.Module:
        return MODELS.build({
            'type': 'ConvPredictor', 'in_channels': channels,
            'out_channels': self.out_channels,
            'factor': stride / self.decoder.stride, **options
        })

    def _check_finest(self):
        finest = min(map(min, self.strides))
        learned = all(p.upsamples for row in self.predictors for p in row)
        if self.decoder.stride != finest and not learned:
            raise ValueError(
                f'The finest map that the head reads has stride {finest}, '
                f'the heatmaps of its codec {self.decoder.stride}.')


def _accuracy_is_due(train_cfg: dict) -> bool:
    every = int(train_cfg.get('compute_acc', True))
    iteration = MessageHub.get_current_instance().get_info('iter', 0)
    return every > 0 and (iteration + 1) % every == 0


def _strides_per_stage(strides: Sequence,
                       num_stages: int) -> Tuple[Tuple[int, ...], ...]:
    if all(isinstance(n, int) for n in strides):
        strides = (strides, ) * num_stages
    if len(strides) != num_stages:
        raise ValueError(f'The head has {len(strides)} rows of strides '
                         f'{tuple(strides)} for num_stages={num_stages}.')
    return tuple(map(tuple, strides))


def _channels_per_map(channels: Union[int, Sequence[int]],
                      strides: Sequence[int]) -> Tuple[int, ...]:
    if isinstance(channels, int):
        return (channels, ) * len(strides)
    if len(channels) < len(strides):
        raise ValueError(f'The head has in_channels={tuple(channels)} for '
                         f'maps of strides {tuple(strides)}.')
    return tuple(channels[:len(strides)])
