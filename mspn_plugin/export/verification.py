"""How far an exported network is from PyTorch."""

from pathlib import Path
from typing import NamedTuple, Union

import numpy as np
import torch
from mmpose.codecs.base import BaseKeypointCodec
from torch import Tensor, nn

from ..engine.onnx_network import OnnxNetwork


class OnnxDifference(NamedTuple):
    """Largest differences between ONNX Runtime and PyTorch.

    Attributes:
        heatmaps: Of a cell, as a share of the largest cell.
        pixels: Of a keypoint, in pixels of the network's input.
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
        path: Of the ONNX file.
        pictures: (B, 3, H, W), normalised.
        codec: Of the network.
    """
    expected, found = network(pictures), OnnxNetwork(path)(pictures)
    scale = expected.abs().max().clamp(min=1e-12)
    moved = np.abs(
        codec.batch_decode(expected)[0] - codec.batch_decode(found)[0])
    return OnnxDifference(
        float((expected - found).abs().max() / scale), float(moved.max()))
