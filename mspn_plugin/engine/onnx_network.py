"""Compute heatmaps with ONNX Runtime. Needs the extra ``export``."""

import json
from pathlib import Path
from typing import Optional, Union

import onnxruntime
import torch
from mmpose.codecs.base import BaseKeypointCodec
from torch import Tensor


class OnnxNetwork:
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
        if not Path(path).exists():  # the message has the caller's path
            raise FileNotFoundError(f'There is no {path} to deploy.')
        self.path, self.threads = str(Path(path).resolve()), threads
        self._open()
        if codec is not None:
            self._check_codec(path, codec)

    def _open(self):
        if not Path(self.path).exists():
            raise FileNotFoundError(f'There is no {self.path} to deploy.')
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads or torch.get_num_threads()
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(
            self.path, options, providers=['CPUExecutionProvider'])
        self._input = self.session.get_inputs()[0].name

    def __getstate__(self) -> dict:
        """Keep path and threads only: a copy opens the file again."""
        return dict(path=self.path, threads=self.threads)

    def __setstate__(self, state: dict):
        self.__dict__.update(state)
        self._open()

    def _check_codec(self, path: Union[str, Path], codec: BaseKeypointCodec):
        metadata = self.session.get_modelmeta().custom_metadata_map
        exported = json.loads(metadata.get('mspn_plugin', '{}'))
        for name in ('input_size', 'heatmap_size', 'peak', 'bins'):
            expected = json.loads(json.dumps(getattr(codec, name, None)))
            if exported.get(name) != expected:
                raise ValueError(
                    f'{path} was exported with {name}={exported.get(name)}, '
                    f'the codec of this network has {expected}.')

    def __call__(self, pictures: Tensor) -> Tensor:
        """(B, 3, H, W), normalised -> heatmaps (B, K, h, w), or what else the
        exported head returns."""
        heatmaps, = self.session.run(
            None, {self._input: pictures.contiguous().cpu().numpy()})
        return torch.from_numpy(heatmaps).to(pictures.device)
