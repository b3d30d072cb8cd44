"""The stock top-down estimator, with its parts checked when it is built."""

import torch
from mmpose.models import TopdownPoseEstimator
from mmpose.registry import MODELS
from torch import Tensor, nn

from .contracts import Pyramid, Stages

PROBE = 64  # pixels: the smallest square that strides up to 32 divide evenly


@MODELS.register_module()
class MultiStagePoseEstimator(TopdownPoseEstimator):
    """A :class:`mmpose.models.TopdownPoseEstimator` that builds or explains.

    mmpose builds backbone, neck and head one by one, so that parts that do
    not fit meet only in the first batch. Here a blank picture goes through
    backbone and neck once, and what comes out is compared with what the next
    part says it takes. Everything else is stock; the stock type works with
    the same parts.

    Raises:
        ValueError: Channels, number of maps, stages or strides of neighbours
            differ, or later a picture has another size than the codec says;
            the message names both sides.
    """

    def __init__(self, backbone: dict, neck: dict, head: dict, **kwargs):
        super().__init__(backbone, neck, head, **kwargs)
        # a quarter faster on processors, and what tensor cores read
        self.to(memory_format=torch.channels_last)
        picture = next(self.parameters()).new_zeros(1, 3, PROBE, PROBE)
        down = _probe(self.backbone, picture)
        self._agree('channels', 'the backbone makes', _channels(down),
                    'the neck takes', tuple(self.neck.in_channels))
        self._check_stages(_probe(self.neck, down))

    def extract_feat(self, inputs: Tensor) -> Stages:
        """Pictures (B, 3, H, W) -> every stage's maps."""
        width, height = self.head.decoder.input_size
        self._agree('width and height', 'the pipeline makes pictures of',
                    (inputs.shape[3], inputs.shape[2]),
                    'the codec of the head says', (width, height))
        return super().extract_feat(inputs)

    def _check_stages(self, stages: Stages):
        head = self.head
        self._agree('stages', 'the neck makes', len(stages),
                    'the head reads', head.num_stages)
        for number, (maps, strides, channels) in enumerate(
                zip(stages, head.strides, head.channels), start=1):
            read = maps[:len(strides)]  # a head may leave the coarsest aside
            self._agree(f'strides in stage {number}', 'the neck makes',
                        tuple(PROBE // x.shape[2] for x in read),
                        'the head reads', strides)
            self._agree(f'channels in stage {number}', 'the neck makes',
                        _channels(read), 'the head takes', channels)

    @staticmethod
    def _agree(what: str, left: str, left_value: object, right: str,
               right_value: object):
        if left_value != right_value:
            raise ValueError(f'These parts do not fit ({what}): {left} '
                             f'{left_value}, {right} {right_value}.')


def _channels(maps: Pyramid) -> tuple:
    return tuple(x.shape[1] for x in maps)


@torch.no_grad()
def _probe(part: nn.Module, inputs):
    """What ``part`` makes of ``inputs``, its state left as it was."""
    training = part.training
    part.eval()  # mmpose's ResNet.train() returns None: no chaining
    outputs = part(inputs)
    part.train(training)
    return outputs
