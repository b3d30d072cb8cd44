"""What onnxruntime makes of an exported network, beside PyTorch."""

import json
from pathlib import Path
from typing import NamedTuple, Optional, Union

import numpy as np
import onnxruntime
import torch
from mmengine.config import Config
from mmpose.apis import init_model
from mmpose.models import TopdownPoseEstimator
from torch import Tensor, nn

from ..codecs import MultiStageHeatmap


class OnnxReader:
    """Pictures -> heatmaps by onnxruntime; an estimator's ``read``.

    Args:
        path: Of the ONNX file.
        codec: Of the network that it is to stand for; None: of any.
        threads: Of onnxruntime; None: as many as PyTorch uses.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It was exported from a network with another codec.
    """

    def __init__(self,
                 path: Union[str, Path],
                 *,
                 codec: Optional[MultiStageHeatmap] = None,
                 threads: Optional[int] = None):
        if not Path(path).exists():
            raise FileNotFoundError(f'There is no {path} to deploy.')
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or torch.get_num_threads()
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(
            str(path), options, providers=['CPUExecutionProvider'])
        self._input = self.session.get_inputs()[0].name
        if codec is not None:
            self._check(path, codec)

    def _check(self, path: Union[str, Path], codec: MultiStageHeatmap):
        found = self.session.get_modelmeta().custom_metadata_map
        said = json.loads(found.get('mspn_plugin', '{}'))
        for name in ('input_size', 'heatmap_size', 'peak'):
            wanted = json.loads(json.dumps(getattr(codec, name)))
            if said.get(name) != wanted:
                raise ValueError(
                    f'{path} was exported with {name}={said.get(name)}, the '
                    f'codec of this network says {wanted}.')

    def __call__(self, pictures: Tensor) -> Tensor:
        """(B, 3, H, W), normalised -> (B, K, h, w)."""
        found, = self.session.run(
            None, {self._input: pictures.contiguous().cpu().numpy()})
        return torch.from_numpy(found).to(pictures.device)


class Difference(NamedTuple):
    """``heatmaps``: largest over the reference's scale; ``pixels``: the
    farthest that a keypoint moves, in the network's input."""
    heatmaps: float
    pixels: float


@torch.no_grad()
def compare(reading: nn.Module, path: Union[str, Path], pictures: Tensor,
            codec) -> Difference:
    """How far onnxruntime is from PyTorch.

    Args:
        reading: What was traced.
        path: Of the ONNX file.
        pictures: (B, 3, H, W), normalised.
        codec: The network's.
    """
    ours, theirs = reading(pictures), OnnxReader(path)(pictures)
    scale = ours.abs().max().clamp(min=1e-12)
    moved = np.abs(codec.batch_decode(ours)[0] - codec.batch_decode(theirs)[0])
    return Difference(
        float((ours - theirs).abs().max() / scale), float(moved.max()))


def network_of(config: Config, checkpoint: Optional[str],
               path: Optional[Union[str, Path]] = None
               ) -> TopdownPoseEstimator:
    """The config's network; with ``path`` it is read by onnxruntime.

    All of stock testing works with it, flip test and evaluators included.

    Args:
        config: Of the network.
        checkpoint: Its weights; None: random ones.
        path: Of an exported network.
    """
    network = init_model(config, checkpoint, device='cpu')
    if path is not None:
        network.deploy = dict(onnx=str(path))
    return network
