"""The library that computes the pose network: PyTorch or ONNX Runtime."""

import hashlib
import json
import logging
import os
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Sequence, Union

import torch
from mmengine.logging import print_log
from mmpose.codecs.base import BaseKeypointCodec
from mmpose.models import TopdownPoseEstimator

from ..engine.config import load_config
from ..version import __version__
from .atomic_files import write_atomically

RUNTIMES = ('auto', 'torch', 'onnx')
PACKAGES = ('onnx', 'onnxscript', 'onnxruntime')  # the extra 'export'
#: Largest difference of heatmaps from PyTorch's, of the highest peak.
MAX_DIFFERENCE = 1e-3


def choose_runtime(runtime: str, device: str) -> str:
    """Choose ``torch`` or ``onnx``.

    Args:
        runtime: ``auto`` is ONNX Runtime on a processor if the packages of
            the extra ``export`` are installed, else PyTorch.
        device: Where the network runs.

    Raises:
        ValueError: It is none of :data:`RUNTIMES`, or ONNX Runtime is not
            possible; the message says why.
    """
    if runtime not in RUNTIMES:
        raise ValueError(f'The runtime {runtime!r} is none of '
                         f'{", ".join(RUNTIMES)}.')
    missing = [name for name in PACKAGES if find_spec(name) is None]
    if runtime == 'auto':
        return 'torch' if missing or device != 'cpu' else 'onnx'
    if runtime == 'onnx' and device != 'cpu':
        raise ValueError(f'ONNX Runtime is used on a processor, not on '
                         f'{device}: choose --device cpu or --runtime torch.')
    if runtime == 'onnx' and missing:
        raise ValueError(f'ONNX Runtime needs {", ".join(missing)}: pip '
                         f'install {" ".join(missing)}')
    return runtime


def use_onnx(network: TopdownPoseEstimator,
             config: Union[str, Path],
             weights: Union[str, Path],
             ensemble: Sequence[Union[str, Path]] = ()):
    """Let ONNX Runtime compute the heatmaps of a network.

    The network is exported once; the file is kept in the user's cache. A
    network that cannot be exported is computed by PyTorch, with a warning.
    Networks of other packages, and those whose config has ``deploy``, are
    left as they are.

    Args:
        network: The network, without ``deploy`` unless for ``ensemble``.
        config: Its config.
        weights: Its checkpoint.
        ensemble: More checkpoints; one file holds all networks.
    """
    deploy = getattr(network, 'deploy', 'other')
    if deploy is not None and (not ensemble or set(deploy) != {'ensemble'}):
        return
    try:
        path = _exported(config, weights, ensemble, network.head.decoder)
        network.deploy = dict(onnx=str(path))
    except Exception as error:  # torch.export raises many types
        reason = ' '.join(str(error).split())[:200] or type(error).__name__
        print_log(f'PyTorch computes the network, since its export to ONNX '
                  f'failed: {reason}', 'current', logging.WARNING)


def cache_folder() -> Path:
    """Of this package: in XDG_CACHE_HOME, or in ~/.cache."""
    root = os.environ.get('XDG_CACHE_HOME') or Path.home() / '.cache'
    return Path(root) / 'mspn_plugin'


def _exported(config: Union[str, Path], weights: Union[str, Path],
              ensemble: Sequence[Union[str, Path]],
              codec: BaseKeypointCodec) -> Path:
    """The ONNX file of a network; written if it is not there or damaged.

    Raises:
        ExportError: ONNX Runtime differs from PyTorch.
        OSError: The file cannot be written.
    """
    loaded = load_config(config)
    digest = hashlib.sha256()
    for checkpoint in (weights, *ensemble):
        digest.update(Path(checkpoint).read_bytes())
    digest.update(json.dumps(
        [loaded.model, __version__, torch.__version__], default=repr).encode())
    path = cache_folder() / (
        f'{Path(config).stem}-{digest.hexdigest()[:16]}.onnx')
    if not _is_whole(path, codec):
        print_log(f'The network is exported to {path}, once.', 'current')
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory() as folder:
            content = _export(
                config, weights, ensemble, Path(folder, 'network.onnx'))
        write_atomically(path, content)
    return path


def _is_whole(path: Path, codec: BaseKeypointCodec) -> bool:
    from ..engine.onnx_network import OnnxNetwork  # optional packages
    try:
        OnnxNetwork(path, codec=codec)
    except Exception:  # ONNX Runtime raises many types
        return False
    return True


def _export(config: Union[str, Path], weights: Union[str, Path],
            ensemble: Sequence[Union[str, Path]], part: Path) -> bytes:
    from ..export import export_verified  # optional packages
    export_verified(config, weights, part, ensemble=ensemble,
                    max_heatmaps=MAX_DIFFERENCE, max_pixels=float('inf'))
    return part.read_bytes()
