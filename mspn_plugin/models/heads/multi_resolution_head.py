"""Head that predicts heatmaps from every stage and resolution."""

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

from ..contracts import Heatmaps, Pyramid, Stages, check_truncation
from ..losses.accuracy import heatmap_pck


@MODELS.register_module()
class MultiResolutionHead(HeatmapHead):
    """One predictor per (stage, resolution), each with its own loss.

    Training computes all of them (MSPN, Sec. 3.3: multi-scale intermediate
    supervision). Inference computes only the finest heatmap of the last
    stage. Flip test, decoding and the fields of the result are those of
    :class:`mmpose.models.HeatmapHead`.

    Args:
        in_channels: Channels of the neck's maps: one number for all, or one
            per resolution.
        out_channels: K, the number of keypoints.
        num_stages: Stages of the neck.
        strides: Input pixels per cell of the maps, finest first: one row for
            all stages, or one row per stage. Further maps of a stage are
            ignored.
        predictor: Config of the predictors (map -> heatmaps).
        finest_predictor: Config of the finest predictor of every stage; None:
            as the others.
        last_predictor: Changes of this config for the predictor that
            inference uses, the finest of the last stage.
        loss: The supervision: target and loss of each prediction.
        decoder: The codec, which also defines the heatmaps' size.
        norm_cfg: The norm of every layer in the head.

    Raises:
        ValueError: The supervision is for another number of stages or
            resolutions; ``in_channels`` or ``strides`` are for another
            number of maps; the predictor cannot make heatmaps of the codec's
            stride; or there is no codec.

    Examples:
        >>> import torch
        >>> head = MultiResolutionHead(
        ...     16, 17, num_stages=1, strides=(4, 8),
        ...     decoder=dict(type='MultiStageHeatmap', input_size=(64, 96)))
        >>> stage = torch.zeros(1, 16, 24, 16), torch.zeros(1, 16, 12, 8)
        >>> head([stage]).shape
        torch.Size([1, 17, 24, 16])
    """

    def __init__(self,
                 in_channels: Union[int, Sequence[int]],
                 out_channels: int,
                 *,
                 num_stages: int,
                 strides: Sequence[Union[int, Sequence[int]]] = (4, 8, 16, 32),
                 predictor: Optional[dict] = None,
                 finest_predictor: Optional[dict] = None,
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
        norm = dict(norm_cfg=norm_cfg or dict(type='BN'))
        options = {**norm, **(predictor or {})}
        finest = options
        if finest_predictor is not None:
            finest = {**norm, **finest_predictor}
        self.predictors = ModuleList(
            ModuleList(
                self._build_predictor(c, n, options if i else finest)
                for i, (c, n) in enumerate(zip(channels, row)))
            for channels, row in zip(self.channels, self.strides))
        if last_predictor is not None:
            self.predictors[-1][0] = self._build_predictor(
                self.channels[-1][0], self.strides[-1][0],
                {**options, **last_predictor})
        self._check_finest()
        predictions = list(map(len, self.prediction_names))
        self.loss_module.kernel_sizes(predictions)  # may raise a ValueError
        if hasattr(self.loss_module, 'check_keypoints'):
            self.loss_module.check_keypoints(out_channels)

    #: Index of the last stage's prediction that inference uses.
    output_index = 0
    #: See ``early_exit`` of :func:`mspn_plugin.engine.deploy`.
    can_exit_early = True

    @property
    def prediction_names(self) -> Tuple[Tuple[str, ...], ...]:
        """Names of ``heatmaps`` in the log: s{stage}_r{stride}."""
        return tuple(
            tuple(f's{s}_r{n}' for n in row)
            for s, row in enumerate(self.strides, start=1))

    @property
    def loss_names(self) -> List[str]:
        """Names of the losses that :meth:`loss` returns."""
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
        """Finest heatmaps of the last stage, (B, K, h, w)."""
        self._check_stages(stages)
        return self.stage_output(stages[-1], -1)

    def stage_output(self, maps: Pyramid, stage: int) -> Tensor:
        """Finest heatmaps (B, K, h, w) of one stage.

        Args:
            maps: The maps of this stage.
            stage: 0 for the first stage, -1 for the last one.
        """
        return self.predictors[stage][0](maps[0], self._heatmap_shape)

    def truncate(self, num_stages: int):
        """Remove the predictors of all stages after ``num_stages``.

        Raises:
            ValueError: The head has fewer stages.
        """
        check_truncation(num_stages, self.num_stages)
        self.num_stages = num_stages
        self.strides = self.strides[:num_stages]
        self.predictors = self.predictors[:num_stages]

    def switch_to_deploy(self, test_cfg: Optional[dict] = None):
        """For inference, keep only the predictor of the output.

        ``test_cfg.every_stage`` keeps the output of every stage.
        """
        every_stage = (test_cfg or {}).get('every_stage', False)
        for s, row in enumerate(self.predictors, start=1):
            for r in range(every_stage or s == self.num_stages, len(row)):
                row[r] = nn.Identity()

    def loss(self,
             feats: Stages,
             batch_data_samples: List[PoseDataSample],
             train_cfg: Optional[dict] = None) -> dict:
        """One ``loss_{name}`` per prediction, and ``acc_pose``.

        ``train_cfg.compute_acc`` switches the accuracy on or off, as in
        mmpose. A number N computes it, and copies it from the device, only in
        every N-th iteration.
        """
        labels = InstanceData.cat(
            [sample.gt_instance_labels for sample in batch_data_samples])
        keypoints, weights = labels.keypoint_labels, labels.keypoint_weights
        heatmaps = self.heatmaps(feats)
        losses = self.losses(heatmaps, keypoints, weights)
        if _accuracy_is_due(train_cfg or {}):
            size = keypoints.new_tensor(self.decoder.input_size)
            with torch.no_grad():
                losses['acc_pose'] = heatmap_pck(
                    heatmaps[-1][self.output_index], keypoints / size, weights)
        return losses

    def unflip(self, outputs: Tensor, flip_indices: Sequence[int],
               test_cfg: dict) -> Tensor:
        """Mirror outputs of mirrored pictures back.

        Args:
            outputs: Of :meth:`forward` of mirrored pictures.
            flip_indices: Left and right keypoints exchanged.
            test_cfg: mmpose's, with its ``flip_mode`` and ``shift_heatmap``.
        """
        return flip_heatmaps(
            outputs,
            flip_mode=test_cfg.get('flip_mode', 'heatmap'),
            flip_indices=flip_indices,
            shift_heatmap=test_cfg.get('shift_heatmap', False))

    def losses(self, heatmaps: Heatmaps, keypoints: Tensor,
                weights: Tensor) -> dict:
        """Losses of all predictions by name.

        Args:
            heatmaps: ``[stage][resolution]``, each (B, K, h, w).
            keypoints: (B, K, 2) in input pixels.
            weights: (B, K).
        """
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
                f'neck returned {len(stages)}.')
        if len(stages[-1]) < len(self.strides[-1]):
            raise ValueError(
                f'The head was built for maps of strides {self.strides[-1]}, '
                f'the neck returned {len(stages[-1])} maps.')
        if torch.jit.is_tracing():  # sizes are no numbers there
            return
        for number, (maps, channels, predictors) in enumerate(
                zip(stages, self.channels, self.predictors), start=1):
            found = tuple(x.shape[1] for x in maps[:len(channels)])
            if any(a != b for a, b, predict in zip(
                    found, channels, predictors)
                    if not isinstance(predict, nn.Identity)):  # deployed
                raise ValueError(
                    f'Stage {number}: the head was built for maps of '
                    f'in_channels={channels}, the neck returned {found}.')

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
                f"The head's finest map has stride {finest}, the heatmaps "
                f'of its codec {self.decoder.stride}.')


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
