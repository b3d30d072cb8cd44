"""One network in every way to run it, all with the same weights."""

from importlib.util import find_spec
from pathlib import Path
from typing import Callable, Dict, List, Tuple

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

MMPOSE = 'mmpose'
#: This package's estimator, with these options of ``deploy``.
DEPLOY_OPTIONS = {
    'here': None,
    'deployed': dict(),
    'compiled': dict(compile=True),
    'bfloat16': dict(dtype='bfloat16'),
    'compiled bfloat16': dict(dtype='bfloat16', compile=True)
}
ONNX_VARIANTS = ('onnxruntime', 'int8')
ONNX_NEEDS = ('onnx', 'onnxscript', 'onnxruntime')  # the extra [export]
VARIANTS = (MMPOSE, *DEPLOY_OPTIONS, *ONNX_VARIANTS)
CALIBRATION = 8  # pictures: time does not depend on the scales
Size = Tuple[int, int]


def supported_variants(device: str = 'cpu') -> List[str]:
    """All ways but those that are no use on this machine."""
    ways = list(VARIANTS)
    if device == 'cpu' and not native_bfloat16():
        ways = [way for way in ways if 'bfloat16' not in way]
    if device != 'cpu' or not all(map(find_spec, ONNX_NEEDS)):
        ways = [way for way in ways if way not in ONNX_VARIANTS]
    return ways


def build_networks(stages: int,
                   ways: List[str],
                   *,
                   folder: Path,
                   input_size: Size = (192, 256),
                   device: str = 'cpu') -> Dict[str, TopdownPoseEstimator]:
    """The MSPN of ResNet-50 in these ways, random weights, for inference.

    Args:
        stages: How many.
        ways: Of :data:`VARIANTS`.
        folder: Takes the ONNX files.
        input_size: (width, height) in pixels.
        device: Where they run; onnxruntime on the processor.
    """
    theirs = build_mmpose_mspn(stages, input_size)
    mine = build_plugin_mspn(stages, input_size=input_size)
    mine.load_state_dict(to_plugin(theirs.state_dict(), mine.state_dict()))
    weights = mine.state_dict()
    found = {}
    for way in ways:
        if way == MMPOSE:
            found[way] = theirs
            continue
        network = build_plugin_mspn(
            stages, input_size=input_size, deploy=DEPLOY_OPTIONS.get(way))
        network.load_state_dict(weights)
        if way in ONNX_VARIANTS:
            _use_onnx(network, way == 'int8', folder)
        found[way] = network
    return {way: network.eval().to(device) for way, network in found.items()}


def _use_onnx(network: TopdownPoseEstimator, int8: bool, folder: Path):
    """Its heatmaps are onnxruntime's from now on."""
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
    """Of one picture at inference, two a multiply-add; counted, not run.

    Args:
        build: :func:`build_mmpose_mspn` or :func:`build_plugin_mspn`.
        stages: How many.
        input_size: (width, height) in pixels.
    """
    width, height = input_size
    with torch.device('meta'):
        network = build(stages, input_size=input_size).eval()
        picture = torch.empty(1, 3, height, width)
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        network(picture, None, mode='tensor')
    return counter.get_total_flops() / 1e9
