"""Use any estimator of mmpose as a teacher of heatmaps."""

from typing import Optional

import numpy as np
import torch
import torch.nn.functional as F
from mmengine.config import Config
from mmpose.registry import MODELS
from torch import Tensor

from ...engine.network import init_network

#: Peak of the heatmaps of mmpose's codecs, if it is not 1.
PEAKS = dict(MegviiHeatmap=255.)


class Teacher:
    """A trained network that returns heatmaps in the student's unit.

    It is not a submodule of the student: its parameters and buffers are not
    trained, saved or counted. Heatmaps of the teacher are resized. For other
    networks (regression, SimCC), Gaussians are drawn at the keypoints, with
    the scores as peaks.

    Args:
        config: Config file of the teacher, or its ``model`` as a dict.
        checkpoint: Weights of the teacher; None: the initial ones.
        kernel_size: Kernel size of the Gaussians in the student's cells; odd.
    """

    def __init__(self,
                 config,
                 checkpoint: Optional[str] = None,
                 *,
                 kernel_size: int = 7):
        if isinstance(config, dict):
            config = Config(dict(model=config))
        if checkpoint is None:
            network = MODELS.build(config.model)
        else:
            network = init_network(config, checkpoint)
        self.network = network.eval().requires_grad_(False)
        self.kernel_size = kernel_size

    @torch.no_grad()
    def __call__(self, pictures: Tensor, codec) -> Tensor:
        """Compute heatmaps of a batch.

        Args:
            pictures: (B, 3, H, W), RGB in 0..255, of the student's size.
            codec: Codec of the student.

        Returns:
            (B, K, h, w) in the student's size and unit.
        """
        network = self.network.to(pictures.device)
        theirs = network.head.decoder
        width, height = getattr(theirs, 'input_size', codec.input_size)
        shown = F.interpolate(
            pictures, size=(height, width), mode='bilinear',
            align_corners=False)
        features = network.extract_feat(self._normalise(shown))
        found = network.head(features)
        if isinstance(found, (list, tuple)) and found[-1].dim() == 4:
            found = found[-1]  # of all stages: use the last
        if isinstance(found, Tensor) and found.dim() == 4:
            return self._resized(found.float(), theirs, codec)
        answers = network.head.predict(
            features, [None] * len(pictures), test_cfg={})
        return self._drawn(answers, (width, height), codec)

    def _normalise(self, pictures: Tensor) -> Tensor:
        processor = self.network.data_preprocessor
        if not processor._channel_conversion:  # the network expects BGR
            pictures = pictures.flip(1)
        if not processor._enable_normalize:
            return pictures
        return (pictures - processor.mean.view(3, 1, 1).to(
            pictures)) / processor.std.view(3, 1, 1).to(pictures)

    def _resized(self, heatmaps: Tensor, theirs, codec) -> Tensor:
        peak = getattr(theirs, 'peak', PEAKS.get(type(theirs).__name__, 1.))
        width, height = codec.heatmap_size
        return F.interpolate(
            heatmaps, size=(height, width), mode='bilinear',
            align_corners=False) * (codec.peak / peak)

    def _drawn(self, answers, size, codec) -> Tensor:
        keypoints = torch.as_tensor(
            np.stack([x.keypoints[0] for x in answers]), dtype=torch.float32)
        scores = torch.as_tensor(
            np.stack([x.keypoint_scores[0] for x in answers]),
            dtype=torch.float32)
        device = next(self.network.parameters()).device
        scale = keypoints.new_tensor(codec.input_size) / keypoints.new_tensor(
            size)
        heatmaps = codec.batch_encode((keypoints * scale).to(device),
                                      self.kernel_size)
        return heatmaps * scores.clamp(0, 1).to(device)[..., None, None]

