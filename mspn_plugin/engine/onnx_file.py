"""Run an ONNX file on the CPU. Needs the extra ``export``."""

from pathlib import Path
from typing import Dict, List, Optional, Union

import numpy as np
import onnxruntime
import torch


class OnnxFile:
    """An open ONNX file with one input. A copy opens the file again.

    Args:
        path: Path of the file.
        threads: Threads of ONNX Runtime; None: as many as PyTorch uses. They
            sleep while they wait, since PyTorch, cropping and drawing need
            the cores.

    Raises:
        FileNotFoundError: The file does not exist.
    """

    def __init__(self,
                 path: Union[str, Path],
                 *,
                 threads: Optional[int] = None):
        if not Path(path).exists():  # the message has the caller's path
            raise FileNotFoundError(f'There is no {path} to deploy.')
        self.path, self.threads = str(Path(path).resolve()), threads
        self._open()

    def _open(self):
        if not Path(self.path).exists():
            raise FileNotFoundError(f'There is no {self.path} to deploy.')
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads or torch.get_num_threads()
        options.log_severity_level = 3
        options.add_session_config_entry(
            'session.intra_op.allow_spinning', '0')
        self.session = onnxruntime.InferenceSession(
            self.path, options, providers=['CPUExecutionProvider'])
        self._input = self.session.get_inputs()[0].name

    def __getstate__(self) -> dict:
        """Keep path and threads only: a copy opens the file again."""
        return dict(path=self.path, threads=self.threads)

    def __setstate__(self, state: dict):
        self.__dict__.update(state)
        self._open()

    @property
    def metadata(self) -> Dict[str, str]:
        """Metadata of the file."""
        return self.session.get_modelmeta().custom_metadata_map

    def run(self, array: np.ndarray) -> List[np.ndarray]:
        """Compute all outputs of an input."""
        return self.session.run(None, {self._input: array})
