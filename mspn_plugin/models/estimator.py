"""The stock top-down estimator, with its parts checked when it is built."""

import torch
from mmpose.models import TopdownPoseEstimator
from mmpose.registry import MODELS
from torch import Tensor, nn

from .contracts import Pyramid, Stages

PROBE = 64  # pixels: the smallest square that four resolutions divide evenly


@MODELS.register_module()
class MultiStagePoseEstimator(TopdownPoseEstimator):
    """A :class:`mmpose.models.TopdownPoseEstimator` that builds or explains.

    mmpose builds backbone, neck and head one by one, so that parts that do
    not fit meet only in the first batch. Here a blank picture goes through
    the backbone once, and what each part says of itself is compared with its
    neighbour. Everything else is stock; the stock type works with the same
    parts.

    Raises:
        ValueError: Channels, number of maps, stages or stride of neighbours
            differ, or later a picture has another size than the codec says;
            the message names both sides.
    """

    def __init__(self, backbone: dict, neck: dict, head: dict, **kwargs):
        super().__init__(backbone, neck, head, **kwargs)
        # a quarter faster on processors, and what tensor cores read
        self.to(memory_format=torch.channels_last)
        down = _probe(self.backbone)
        self._agree('channels', 'the backbone makes',
                    tuple(x.shape[1] for x in down), 'the neck takes',
                    self.neck.in_channels)
        self._agree('stages', 'the neck makes', self.neck.num_stages,
                    'the head reads', self.head.num_stages)
        self._agree('resolutions a stage', 'the neck makes', len(down),
                    'the head reads', self.head.num_resolutions)
        self._agree('channels', 'the neck makes', self.neck.out_channels,
                    'the head takes', self.head.in_channels)
        self._agree('input pixels a heatmap cell', 'the network makes',
                    PROBE // down[0].shape[2], 'the codec of the head says',
                    self.head.decoder.stride)

    def extract_feat(self, inputs: Tensor) -> Stages:
        """Pictures (B, 3, H, W) -> every stage's maps."""
        width, height = self.head.decoder.input_size
        self._agree('width and height', 'the pipeline makes pictures of',
                    (inputs.shape[3], inputs.shape[2]),
                    'the codec of the head says', (width, height))
        return super().extract_feat(inputs)

    @staticmethod
    def _agree(what: str, left: str, left_value: object, right: str,
               right_value: object):
        if left_value != right_value:
            raise ValueError(f'These parts do not fit ({what}): {left} '
                             f'{left_value}, {right} {right_value}.')


@torch.no_grad()
def _probe(backbone: nn.Module) -> Pyramid:
    """The backbone's maps of a blank picture, its state left as it was."""
    parameter = next(backbone.parameters())
    training = backbone.training
    backbone.eval()  # mmpose's ResNet.train() returns None: no chaining
    down = backbone(parameter.new_zeros(1, 3, PROBE, PROBE))
    backbone.train(training)
    return down
