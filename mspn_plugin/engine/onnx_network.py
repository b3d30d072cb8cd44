"""Compute heatmaps with ONNX Runtime. Needs the extra ``export``."""

import json
from pathlib import Path
from typing import Optional, Union

import torch
from mmpose.codecs.base import BaseKeypointCodec
from torch import Tensor

from .onnx_file import OnnxFile


class OnnxNetwork(OnnxFile):
    """An exported network: pictures -> heatmaps, with ONNX Runtime.

    Args:
        path: Path of the ONNX file.
        codec: Codec of the network that the file replaces. Its sizes and
            peak must equal those of the file. None: no check.
        threads: Threads of ONNX Runtime; None: as many as PyTorch uses.

    Raises:
        FileNotFoundError: The file does not exist.
        ValueError: The file was exported from a network with another codec.
    """

    def __init__(self,
                 path: Union[str, Path],
                 *,
                 codec: Optional[BaseKeypointCodec] = None,
                 threads: Optional[int] = None):
        super().__init__(path, threads=threads)
        if codec is not None:
            self._check_codec(path, codec)

    def _check_codec(self, path: Union[str, Path], codec: BaseKeypointCodec):
        exported = json.loads(self.metadata.get('mspn_plugin', '{}'))
        for name in ('input_size', 'heatmap_size', 'peak', 'bins'):
            expected = json.loads(json.dumps(getattr(codec, name, None)))
            if exported.get(name) != expected:
                raise ValueError(
                    f'{path} was exported with {name}={exported.get(name)}, '
                    f'the codec of this network has {expected}.')

    def __call__(self, pictures: Tensor) -> Tensor:
        """(B, 3, H, W), normalised -> heatmaps (B, K, h, w), or another
        output of the exported head."""
        heatmaps, = self.run(pictures.contiguous().cpu().numpy())
        return torch.from_numpy(heatmaps).to(pictures.device)
