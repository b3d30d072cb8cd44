"""Heatmaps computed by ONNX Runtime. It needs the extra ``export``."""

import json
from pathlib import Path
from typing import Optional, Union

import onnxruntime
import torch
from mmpose.codecs.base import BaseKeypointCodec
from torch import Tensor


def open_session(path: Union[str, Path],
                 threads: Optional[int] = None
                 ) -> onnxruntime.InferenceSession:
    """Open an ONNX file on the CPU.

    Args:
        path: Of the file.
        threads: Of ONNX Runtime; None: as many as PyTorch uses.

    Raises:
        FileNotFoundError: There is no such file.
    """
    if not Path(path).exists():
        raise FileNotFoundError(f'There is no {path} to deploy.')
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or torch.get_num_threads()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        str(path), options, providers=['CPUExecutionProvider'])


class OnnxNetwork:
    """An exported network: pictures -> heatmaps, by ONNX Runtime.

    Args:
        path: Of the ONNX file.
        codec: Of the network that the file replaces; its sizes and peak are
            compared with those of the file. None: no comparison.
        threads: Of ONNX Runtime; None: as many as PyTorch uses.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The file was exported from a network with another codec.
    """

    def __init__(self,
                 path: Union[str, Path],
                 *,
                 codec: Optional[BaseKeypointCodec] = None,
                 threads: Optional[int] = None):
        self.session = open_session(path, threads)
        self._input = self.session.get_inputs()[0].name
        if codec is not None:
            self._check_codec(path, codec)

    def _check_codec(self, path: Union[str, Path], codec: BaseKeypointCodec):
        metadata = self.session.get_modelmeta().custom_metadata_map
        exported = json.loads(metadata.get('mspn_plugin', '{}'))
        for name in ('input_size', 'heatmap_size', 'peak'):
            wanted = json.loads(json.dumps(getattr(codec, name)))
            if exported.get(name) != wanted:
                raise ValueError(
                    f'{path} was exported with {name}={exported.get(name)}, '
                    f'the codec of this network has {wanted}.')

    def __call__(self, pictures: Tensor) -> Tensor:
        """(B, 3, H, W), normalised -> (B, K, h, w)."""
        heatmaps, = self.session.run(
            None, {self._input: pictures.contiguous().cpu().numpy()})
        return torch.from_numpy(heatmaps).to(pictures.device)
