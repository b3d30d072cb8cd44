"""Variants of one network, all with the same weights."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Callable, Dict, List, Sequence, Tuple

import torch
from mmpose.models import TopdownPoseEstimator
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from ..converters import to_plugin
from ..converters.reference_networks import (
    build_mmpose_mspn,
    build_plugin_mspn,
)
from ..engine.machine import native_bfloat16
from .names import DEPLOY_OPTIONS, MMPOSE, ONNX_VARIANTS, VARIANTS

ONNX_NEEDS = ('onnx', 'onnxscript', 'onnxruntime')  # the extra [export]
CALIBRATION = 8  # pictures; few, because the time is independent of scales
#: C++ compiler that torch.compile uses on CPUs.
COMPILER = os.environ.get(
    'CXX', 'clang++' if sys.platform == 'darwin' else 'g++')
Size = Tuple[int, int]


def supported_variants(device: str = 'cpu') -> List[str]:
    """Variants that this machine supports."""
    variants = list(VARIANTS)
    if device == 'cpu' and not native_bfloat16():
        variants = [name for name in variants if 'bfloat16' not in name]
    if device != 'cpu' or not all(map(find_spec, ONNX_NEEDS)):
        variants = [name for name in variants if name not in ONNX_VARIANTS]
    if device == 'cpu' and not which(COMPILER):
        variants = [name for name in variants if 'compiled' not in name]
    return variants


def build_networks(stages: int,
                   variants: Sequence[str],
                   *,
                   folder: Path,
                   input_size: Size = (192, 256),
                   device: str = 'cpu') -> Dict[str, TopdownPoseEstimator]:
    """Build MSPN of ResNet-50 in these variants, with random weights.

    Args:
        stages: Number of stages.
        variants: Keys of :data:`.names.VARIANTS`.
        folder: Folder of the ONNX files.
        input_size: (width, height) in pixels.
        device: Device of the networks; ONNX Runtime always uses the CPU.
    """
    reference = build_mmpose_mspn(stages, input_size)
    plugin = build_plugin_mspn(stages, input_size=input_size)
    plugin.load_state_dict(
        to_plugin(reference.state_dict(), plugin.state_dict()))
    networks = {}
    for name in variants:
        if name == MMPOSE:
            networks[name] = reference
            continue
        network = build_plugin_mspn(
            stages, input_size=input_size, deploy=DEPLOY_OPTIONS.get(name))
        network.load_state_dict(plugin.state_dict())
        if name in ONNX_VARIANTS:
            _use_onnx(network, name == 'int8', folder)
        networks[name] = network
    return {
        name: network.eval().to(device)
        for name, network in networks.items()
    }


def _use_onnx(network: TopdownPoseEstimator, int8: bool, folder: Path):
    """Let ONNX Runtime compute the heatmaps of a network."""
    from ..export import export, quantise  # its libraries are optional
    width, height = network.head.decoder.input_size
    network.dataset_meta = dict(keypoint_id2name={}, skeleton_links=[])
    path = folder / f'{network.head.num_stages}_{width}x{height}.onnx'
    if not path.exists():
        export(network, path)
    if int8:
        target = path.with_suffix('.int8.onnx')
        quantise(path, target, [torch.randn(CALIBRATION, 3, height, width)])
        path = target
    network.deploy = dict(onnx=str(path))


def count_gflop(build: Callable[..., nn.Module], stages: int,
                input_size: Size = (192, 256)) -> float:
    """Count the GFLOP of one picture at inference; a multiply-add is two.

    Args:
        build: :func:`build_mmpose_mspn` or :func:`build_plugin_mspn`.
        stages: Number of stages.
        input_size: (width, height) in pixels.
    """
    width, height = input_size
    with torch.device('meta'):
        network = build(stages, input_size=input_size).eval()
        picture = torch.empty(1, 3, height, width)
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        network(picture, None, mode='tensor')
    return counter.get_total_flops() / 1e9
