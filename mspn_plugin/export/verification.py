"""Compare exported networks with PyTorch."""

from pathlib import Path
from typing import NamedTuple, Optional, Sequence, Union

import numpy as np
import torch
from mmengine.config import Config
from mmpose.codecs.base import BaseKeypointCodec
from torch import Tensor, nn

from ..engine.network import init_network
from ..engine.onnx_network import OnnxNetwork
from .graph import export

#: Largest allowed difference between an exported network and PyTorch.
MAX_HEATMAPS, MAX_PIXELS = 1e-4, 0.01
PICTURES = 4  # number of random pictures in the comparison
#: Noise relative to the highest cell, ten times the rounding of float32. A
#: keypoint that it moves by more than MAX_PIXELS has no definite place.
NOISE = 2e-5


class ExportError(ValueError):
    """An exported network differs from PyTorch."""


class OnnxDifference(NamedTuple):
    """Largest differences between ONNX Runtime and PyTorch.

    Attributes:
        heatmaps: Difference of a cell, relative to the largest cell.
        pixels: Difference of a keypoint, in pixels of the network's input.
            Keypoints without a definite place do not count: rounding moves
            the maximum of a low or flat heatmap.
    """
    heatmaps: float
    pixels: float


@torch.no_grad()
def compare_with_torch(network: nn.Module, path: Union[str, Path],
                       pictures: Tensor,
                       codec: BaseKeypointCodec) -> OnnxDifference:
    """Compare an ONNX file with the module that was exported.

    Args:
        network: The module that :func:`export` returned.
        path: Path of the ONNX file.
        pictures: (B, 3, H, W), normalised.
        codec: Codec of the network.
    """
    expected, found = network(pictures), OnnxNetwork(path)(pictures)
    scale = expected.abs().max().clamp(min=1e-12)
    place = codec.batch_decode(expected)[0]
    moved = np.abs(codec.batch_decode(found)[0] - place).max(-1)
    definite = _moved_by_noise(expected, scale, codec) <= MAX_PIXELS
    return OnnxDifference(
        float((expected - found).abs().max() / scale),
        float(moved[definite].max(initial=0)))


def _moved_by_noise(maps: Tensor, scale: Tensor,
                    codec: BaseKeypointCodec) -> np.ndarray:
    """Pixels by which noise and its negative move each keypoint at most."""
    noise = NOISE * scale * torch.randn(
        maps.shape, generator=torch.Generator().manual_seed(0))
    place, *others = (codec.batch_decode(maps + sign * noise)[0]
                      for sign in (0, 1, -1))
    return np.abs(np.array(others) - place).max((0, -1))


def export_verified(config: Union[str, Path, Config],
                    checkpoint: Optional[Union[str, Path]],
                    target: Union[str, Path],
                    *,
                    ensemble: Sequence[Union[str, Path]] = (),
                    max_heatmaps: float = MAX_HEATMAPS,
                    max_pixels: float = MAX_PIXELS) -> OnnxDifference:
    """Export a network and compare it with PyTorch.

    Args:
        config: Config of the network, or its path.
        checkpoint: Weights of the network; None: random ones.
        ensemble: Weights of more networks; the heatmaps are averaged.
        target: Path of the ONNX file. It is written only if the network does
            not differ.
        max_heatmaps, max_pixels: Largest allowed differences, see
            :class:`OnnxDifference`.

    Raises:
        ExportError: The exported network differs from PyTorch, or computes
            values that are not finite.
    """
    network = init_network(config, checkpoint, ensemble=ensemble)
    codec = network.head.decoder
    width, height = codec.input_size
    target = Path(target)
    partial = target.with_suffix('.partial')
    try:
        exported = export(network, partial)
        found = compare_with_torch(
            exported, partial,
            torch.randn(PICTURES, 3, height, width,
                        generator=torch.Generator().manual_seed(0)), codec)
        # so written that NaN fails, too
        if not (found.heatmaps <= max_heatmaps
                and found.pixels <= max_pixels):
            raise ExportError(
                'onnxruntime differs from PyTorch by '
                f'{found.heatmaps:.1e} of the highest peak and '
                f'{found.pixels:.3f} pixels: no file is written.')
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return found
