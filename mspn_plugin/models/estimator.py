"""mmpose's top-down estimator with checks of its parts."""

import threading
from typing import List, Optional

import torch
from mmengine.structures import PixelData
from mmpose.models import TopdownPoseEstimator
from mmpose.registry import MODELS
from mmpose.structures import PoseDataSample
from torch import Tensor, nn

from ..engine.calibration import Calibration
from ..engine.deploy import DeployedNetwork
from ..engine.deploy import deploy as deploy_network
from ..engine.early_exit import confidence
from ..engine.keypoint_contract import check_keypoints
from .contracts import Pyramid, Stages
from .layers.pointwise_conv import multiply_pointwise

PROBE_SIZE = 64  # pixels: strides up to 32 divide it, into 2x2 cells at least

#: Held while a network is rewritten. It is not an attribute of a network,
#: because locks cannot be copied or pickled.
_DEPLOYING = threading.Lock()


@MODELS.register_module()
class MultiStagePoseEstimator(TopdownPoseEstimator):
    """A :class:`mmpose.models.TopdownPoseEstimator` that checks its parts.

    mmpose builds backbone, neck and head independently, so that parts that do
    not fit fail in the first batch. Here the constructor runs backbone and
    neck on a blank picture and compares their outputs with the inputs that
    the next part expects. mmpose's estimator works with the same parts.

    Args:
        backbone: Image -> pyramid.
        neck: Pyramid -> stages.
        head: Stages -> heatmaps -> loss or keypoints.
        deploy: Options of :func:`mspn_plugin.engine.deploy`, which rewrites
            the network before its first prediction. Such a network cannot be
            trained. None: the network is not rewritten.
        stock: Other arguments of mmpose's estimator.

    Raises:
        ValueError: Channels, number of maps, stages or strides of two parts
            differ; or, in a forward pass, the sizes of the pictures and of
            the codec. The message names both sides.
    """

    def __init__(self,
                 backbone: dict,
                 neck: dict,
                 head: dict,
                 *,
                 deploy: Optional[dict] = None,
                 **stock):
        super().__init__(backbone, neck, head, **stock)
        self.deploy, self.deployed = deploy, None
        #: Scores -> probabilities, if the checkpoint has it.
        self.calibration: Optional[Calibration] = None
        # 25 % faster on CPUs, and the native format of tensor cores
        self.to(memory_format=torch.channels_last)
        multiply_pointwise(self)
        shape = (1, 3, PROBE_SIZE, PROBE_SIZE)
        picture = next(self.parameters()).new_zeros(shape)
        down = _dry_run(self.backbone, picture)
        self._require_equal('channels', 'the backbone makes',
                            _map_channels(down), 'the neck takes',
                            tuple(self.neck.in_channels))
        self._check_stages(_dry_run(self.neck, down))

    def extract_feat(self, inputs: Tensor) -> Stages:
        """Pictures (B, 3, H, W) -> the maps of every stage."""
        self.check_size(inputs)
        return super().extract_feat(inputs)

    def check_size(self, inputs: Tensor):
        """Raise a ValueError if the codec expects other pictures."""
        width, height = self.head.decoder.input_size
        self._require_equal('width and height',
                            'the pipeline makes pictures of',
                            (int(inputs.shape[3]), int(inputs.shape[2])),
                            "the head's codec expects", (width, height))

    def loss(self, inputs: Tensor,
             data_samples: List[PoseDataSample]) -> dict:
        """As in mmpose; raises a ValueError for a network with ``deploy``."""
        if self.deploy is not None:
            raise ValueError('`deploy` is for inference: this network '
                             'cannot be trained. Remove `deploy`.')
        labels = data_samples[0].get('gt_instance_labels') or {}
        if 'keypoint_weights' in labels:
            check_keypoints(self.head, labels['keypoint_weights'].shape[1])
        observe = getattr(self.head.loss_module, 'observe', None)
        if observe is not None:  # a teacher, which normalises by itself
            observe(self._to_rgb(inputs), self.head.decoder)
        return super().loss(inputs, data_samples)

    def _to_rgb(self, inputs: Tensor) -> Tensor:
        """Normalised pictures -> RGB in 0..255."""
        processor = self.data_preprocessor
        pictures = inputs * processor.std.to(inputs) + processor.mean.to(
            inputs)
        return pictures if processor._channel_conversion else pictures.flip(1)

    def predict(self, inputs: Tensor,
                data_samples: List[PoseDataSample]) -> List[PoseDataSample]:
        """As in mmpose; if deployed, a flip test is one batch, not two.

        With ``early_exit`` the mirror images of hard people are a batch.
        """
        for sample in data_samples[:1]:
            mirrored = sample.metainfo.get('flip_indices')
            if mirrored is not None:
                check_keypoints(self.head, len(mirrored))
        if self.deploy is None and self.deployed is None:
            return super().predict(inputs, data_samples)
        self._deploy_once()
        if self.test_cfg.get('flip_test', False):
            heatmaps = self._predict_with_flip(inputs, data_samples)
        else:
            heatmaps = self.deployed(inputs)
        fields = None
        if self.test_cfg.get('output_heatmaps', False) and (
                heatmaps.dim() == 4):  # else coordinates by class
            fields = [PixelData(heatmaps=x) for x in heatmaps]
        return self.add_pred_to_datasample(
            self.head.decode(heatmaps), fields, data_samples)

    def add_pred_to_datasample(self, batch_pred_instances, *args, **kwargs):
        """As in mmpose; adds ``keypoint_probabilities`` if calibrated."""
        if self.calibration is not None:
            for found in batch_pred_instances:
                found.keypoint_probabilities = self.calibration(
                    found.keypoint_scores)
        return super().add_pred_to_datasample(
            batch_pred_instances, *args, **kwargs)

    def _deploy_once(self):
        """Deploy at the first prediction; safe with several threads.

        Raises:
            ValueError: ``deploy`` was changed after the first prediction.
        """
        with _DEPLOYING:
            if self.deployed is None:
                options = dict(self.deploy)
                self.deployed = deploy_network(self, **options)
                self._deployed_with = options
        if self.deploy != self._deployed_with:
            raise ValueError(
                f'This network was deployed with {self._deployed_with} at '
                'its first prediction, which cannot be undone; `deploy` is '
                f'now {self.deploy}. Build another network.')

    def _load_from_state_dict(self, state_dict: dict, prefix: str, *args):
        """As in PyTorch; a deployed network loads deployed weights only.

        Raises:
            RuntimeError: The network is deployed and the weights are not.
        """
        if isinstance(self.deployed, DeployedNetwork) and (
                self.deployed.network is not self
                or state_dict.keys() != self.state_dict(prefix=prefix).keys()):
            raise RuntimeError(
                'This network was rewritten for inference at its first '
                'prediction and cannot load these weights. Load weights '
                'before, or build another network.')
        super()._load_from_state_dict(state_dict, prefix, *args)

    def _predict_with_flip(self, inputs: Tensor,
                           data_samples: List[PoseDataSample]) -> Tensor:
        indices = data_samples[0].metainfo['flip_indices']

        def mean(heatmaps: Tensor, mirrored: Tensor) -> Tensor:
            return (heatmaps + self.head.unflip(
                mirrored, indices, self.test_cfg)) / 2

        threshold = getattr(self.deployed, 'early_exit', None)
        if threshold is None:
            return mean(*self.deployed(
                torch.cat([inputs, inputs.flip(-1)])).chunk(2))
        heatmaps = self.deployed(inputs)
        hard = confidence(self, heatmaps) < threshold
        if hard.any():
            heatmaps[hard] = mean(
                heatmaps[hard], self.deployed(inputs[hard].flip(-1)))
        return heatmaps

    def _check_stages(self, stages: Stages):
        head = self.head
        self._require_equal('stages', 'the neck makes', len(stages),
                            'the head reads', head.num_stages)
        for number, (maps, strides, channels) in enumerate(
                zip(stages, head.strides, head.channels), start=1):
            read = maps[:len(strides)]  # a head may ignore the coarsest
            self._require_equal(f'strides in stage {number}', 'the neck makes',
                                tuple(PROBE_SIZE // x.shape[2] for x in read),
                                'the head reads', strides)
            self._require_equal(f'channels in stage {number}',
                                'the neck makes', _map_channels(read),
                                'the head takes', channels)

    @staticmethod
    def _require_equal(what: str, left: str, left_value: object, right: str,
                       right_value: object):
        if left_value != right_value:
            raise ValueError(f'Two parts do not fit ({what}): {left} '
                             f'{left_value}, {right} {right_value}.')


def _map_channels(maps: Pyramid) -> tuple:
    return tuple(x.shape[1] for x in maps)


@torch.no_grad()
def _dry_run(part: nn.Module, inputs):
    """Output of ``part`` in evaluation mode; the mode is restored."""
    training = part.training
    part.eval()  # mmpose's ResNet.train() returns None: no chaining
    outputs = part(inputs)
    part.train(training)
    return outputs
